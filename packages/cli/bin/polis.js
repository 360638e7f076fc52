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
// The log's two synced writes, DNS look-ups and file reads share libuv's threads; four are too few.
process.env.UV_THREADPOOL_SIZE ??= '8'
// Compiled code is kept beside the installation, whose owner alone can write there: half the start.
const { enableCompileCache } = await import('node:module')
enableCompileCache(new URL('../../../.cache/polis', import.meta.url).pathname)
const { main } = await import('../src/main.ts')
await main(process.argv)
