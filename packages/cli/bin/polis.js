#!/usr/bin/env node
// The version is looked at before anything is loaded that an older Node.js cannot parse.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `polis needs Node.js 22.19 or newer and this is ${process.version}: ` +
      'install Node.js 24, or run it through npm with "npx -p node@24 polis"',
  )
  process.exit(1)
}
// A node runs for months beside its users' programs. A new space of 4 MB instead of 16 a thread
// saves some 45 MB and costs no CPU that can be measured; without memory protection keys V8 cannot
// stumble over those of another thread ("Check failed: jit_page.has_value()"). V8 takes both at a
// start alone, so the process becomes itself once more, before anything is loaded.
const NODE_FLAGS = ['--max-semi-space-size=4', '--no-memory-protection-keys']
const isLean = NODE_FLAGS.every(flag => process.execArgv.includes(flag))
if (process.argv.includes('up') && !isLean && process.execve !== undefined) {
  const flags = [...process.execArgv, ...NODE_FLAGS]
  process.execve(process.execPath, [process.execPath, ...flags, ...process.argv.slice(1)])
}
// The log's two synced writes, DNS look-ups and file reads share libuv's threads; four are too few.
process.env.UV_THREADPOOL_SIZE ??= '8'
// Compiled code is kept beside the installation, whose owner alone can write there: half the start.
const { enableCompileCache } = await import('node:module')
enableCompileCache(new URL('../../../.cache/polis', import.meta.url).pathname)
const { main } = await import('../src/main.ts')
await main(process.argv)
