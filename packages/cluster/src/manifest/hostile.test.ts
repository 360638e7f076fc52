// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of Compose files
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import { parseManifest, readManifest } from './manifest.ts'
import { describeProblem } from './node.ts'
import { readProject } from './project.ts'

/** What is said of a manifest of these files, the first of which is the one that is deployed. */
function refusal(files: Record<string, string>, environment: Record<string, string> = {}): string {
  const paths = new Map(Object.entries(files).map(([name, text]) => [`/p/${name}`, text]))
  const { root, errors } = readProject({
    files: [[...paths.keys()][0]!],
    directory: '/p',
    environment,
    profiles: [],
    nameOf: path => path.replace('/p/', ''),
    read: path => {
      const text = paths.get(path)
      return text === undefined ? { kind: 'missing' } : { kind: 'text', text }
    },
    readBytes: path => {
      const text = paths.get(path)
      if (text === undefined) throw new Error('it does not exist')
      return Buffer.from(text)
    },
  })
  const found = errors.length > 0 ? errors : readManifest(root).errors
  return found.map(describeProblem).join('\n')
}

/** The service `w` with one line more. */
const web = (line: string) => `services:\n  w:\n    image: x\n    ${line}\n`
const top = (line: string) => `services: {w: {image: x}}\n${line}\n`

/** What a service must not ask of the node: the line, and the reason. It stands at 4:5. */
const HOST: [string, RegExp][] = [
  ['privileged: true', /privileged is refused: it would weaken/],
  ['privileged: "yes"', /privileged is refused/],
  ['pid: host', /pid is refused/],
  ['pid: service:other', /pid is refused/],
  ['ipc: host', /ipc is refused/],
  ['ipc: container:x', /ipc is refused/],
  ['userns_mode: host', /userns_mode is refused/],
  ['uts: host', /uts: 'host' is refused/],
  ['cgroup: host', /cgroup: 'host' is refused/],
  ['cgroup_parent: /', /cgroup_parent is refused/],
  ['network_mode: host', /network_mode: 'host' is refused/],
  ['network_mode: "container:abc"', /'container:abc' is refused/],
  ['use_api_socket: true', /use_api_socket is refused: .*container engine/],
  ['credential_spec: {file: x}', /credential_spec is refused/],
  ['devices: [/dev/sda:/dev/sda]', /devices is refused: .*devices/],
  ['devices: [{source: /dev/mem}]', /devices is refused/],
  ['device_cgroup_rules: ["a *:* rwm"]', /device_cgroup_rules is refused/],
  ['security_opt: [seccomp:unconfined]', /security_opt\[0\]: 'seccomp:unconfined' is refused/],
  ['security_opt: [apparmor=unconfined]', /'apparmor=unconfined' is refused/],
  ['security_opt: [a, "label:disable"]', /security_opt\[1\]: 'label:disable' is refused/],
  ['security_opt: ["no-new-privileges:false"]', /is refused/],
  ['security_opt: [systempaths=unconfined]', /is refused/],
  ['volumes: ["/:/host"]', /volumes\[0\]: '\/' is refused: it is the node's own system/],
  ['volumes: ["//:/host"]', /is refused/],
  ['volumes: ["/./:/host"]', /is refused/],
  ['volumes: ["/etc:/etc"]', /'\/etc' is refused/],
  ['volumes: ["/etc/shadow:/s:ro"]', /'\/etc\/shadow' is refused/],
  ['volumes: ["/srv/../etc:/e"]', /is refused/],
  ['volumes: ["../../../../etc:/e"]', /is refused/],
  ['volumes: ["/proc:/p"]', /'\/proc' is refused/],
  ['volumes: ["/sys:/s"]', /'\/sys' is refused/],
  ['volumes: ["/dev:/d"]', /'\/dev' is refused/],
  ['volumes: ["/boot/:/b"]', /is refused/],
  ['volumes: ["/root/.ssh:/k"]', /is refused/],
  ['volumes: ["/var/run/docker.sock:/s"]', /container engine/],
  ['volumes: ["/run/containerd/containerd.sock:/s"]', /container engine/],
  ['volumes: ["/opt/docker.sock:/s"]', /container engine/],
  ['volumes: ["/var/lib/docker:/d"]', /is refused/],
  ['volumes: ["/var/lib/polis:/d"]', /is refused/],
  ['volumes: [{type: bind, source: /etc, target: /e}]', /'\/etc' is refused/],
  ['volumes: [{type: bind, source: /run/docker.sock, target: /e}]', /container engine/],
  ['volumes_from: ["container:other"]', /volumes_from\[0\] is refused/],
  ['provider: {type: x}', /provider is refused/],
  ['models: [m]', /models is refused/],
]

/** What is no YAML that can be trusted, by what it is called, with line and column. */
const TEXTS: [string, string, RegExp][] = [
  ['a NUL', 'services: \0', /^a:1:11: the control character U\+0000/],
  ['an escaped NUL', web('user: "a\\0b"'), /:4:11: a text cannot contain the character U\+0000/],
  ['an escape character', '# \u001b[2J\nservices: {}', /^a:1:3: the control character U\+001b/],
  ['a lone surrogate half', 'services: \ufffe', /U\+fffe/],
  ['tabs as indentation', 'services:\n\tw: {image: x}', /^a:2:/],
  ['a key twice', 'services:\n  w: {image: x}\n  w: {image: y}', /^a:3:3: 'w' is here twice/],
  ['a key twice deep down', web('labels: {a: 1, a: 2}'), /:4:20: 'a' is here twice/],
  ['<< twice', 'x-a: &a {b: 1}\nservices: {w: {<<: *a, <<: *a}}', /'<<' is here twice/],
  ['a number as a key', 'services: {1: {image: x}}', /:1:12: a key should be text; write '1' in/],
  ['a truth value as a key', web('labels: {true: x}'), /:4:14: a key should be text/],
  ['nothing as a key', 'services: {~: {image: x}}', /a key should be text/],
  ['a list as a key', 'services: {[a]: {image: x}}', /a key should be text/],
  ['a map as a key', '? {a: b}\n: c', /a key should be text/],
  [
    '__proto__ as a key',
    'services: {w: {image: x, __proto__: {a: 1}}}',
    /"__proto__" cannot be a key/,
  ],
  ['__proto__ as a service', 'services: {"__proto__": {image: x}}', /cannot be a key/],
  ['__proto__ as a label', web('labels: {__proto__: x}'), /cannot be a key/],
  ['__proto__ as a variable', web('environment: ["__proto__=x"]'), /'__proto__' cannot be a name/],
  ['constructor as a key', web('constructor: {prototype: x}'), /constructor is not a key/],
  ['toString as a key of deploy', web('deploy: {toString: 1}'), /toString is not a key/],
  ['hasOwnProperty at the top', top('hasOwnProperty: 1'), /hasOwnProperty is not a key/],
  ['an unknown tag', web('user: !exec "rm -rf /"'), /:4:17: the tag '!exec' means nothing/],
  ['a tag of a language', web('user: !!python/object/apply:os.system [x]'), /:4:\d+: the tag/],
  ['a binary tag', web('user: !!binary aGk='), /the tag/],
  ['an unknown anchor', web('user: *nobody'), /:4:11: '\*nobody' names no anchor/],
  ['an anchor that comes later', 'a: *b\nx: &b 1', /'\*b' names no anchor before it/],
  ['an alias of itself', 'services: &s {w: *s}', /'\*s' contains itself/],
  ['a merge of itself', 'services: &s {<<: *s}', /'\*s' contains itself/],
  ['merges in a circle', 'x: &x {<<: *y}\ny: &y {<<: *x}', /names no anchor/],
  ['a merge of a text', 'services: {w: {<<: abc}}', /:1:20: '<<' should merge a map/],
  ['a merge of lists', 'services: {w: {<<: [[a]]}}', /'<<' should merge a map/],
  ['an open bracket', 'services: {w: {image: x}', /^a:1:/],
  ['an open quote', 'services: "abc', /^a:1:/],
  ['a stray colon', 'a: b: c', /^a:1:/],
  ['a directive of another version', '%YAML 9.9\n---\nservices: {}', /./],
  ['a list', '- services', /should be a map of keys, not a list/],
  ['a text', 'services', /should be a map of keys, not a scalar/],
  ['nothing', '', /names no services|empty/],
  ['a BOM alone', '\ufeff', /names no services|empty/],
  ['comments alone', '# nothing\n', /names no services|empty/],
]

/** Values of a wrong kind or out of all range: the line, and what is said. */
const VALUES: [string, RegExp][] = [
  ['image: [x]', /twice|image should be text/],
  ['command: {a: b}', /command should be text/],
  ['entrypoint: [[a]]', /entrypoint\[0\] should be text/],
  ['environment: 5', /environment should be a map or a list/],
  ['environment: {A: [b]}', /environment\.A should be text/],
  ['environment: [{A: b}]', /environment\[0\] should be text|NAME/],
  ['labels: yes', /labels should be a map or a list/],
  ['ports: {80: 80}', /a key should be text/],
  ['ports: [[80]]', /ports\[0\] should be text/],
  ['ports: ["99999:80"]', /out of range/],
  ['ports: ["1-65535:1-65535"]', /out of range/],
  ['ports: [{target: 1e9}]', /should be an integer from 1 to 65535/],
  ['ports: [-1]', /is not a port/],
  ['ports: ["80:80/sctp"]', /is not a port/],
  ['expose: [null]', /should be text/],
  ['profiles: {a: b}', /profiles should be a list/],
  ['deploy: x', /deploy should be a map/],
  ['deploy: {replicas: 1e308}', /should be a number/],
  ['deploy: {replicas: 99999999999999999999}', /integer from 0 to 10000/],
  ['deploy: {replicas: -1}', /integer from 0/],
  ['deploy: {replicas: 1.5}', /integer/],
  ['deploy: {replicas: .inf}', /number|integer/],
  ['deploy: {replicas: .nan}', /number|integer/],
  ['deploy: {replicas: 0x7fffffff}', /integer/],
  ['deploy: {resources: []}', /resources should be a map/],
  ['deploy: {resources: {limits: {memory: -5M}}}', /memory/],
  ['deploy: {resources: {limits: {memory: 1e400}}}', /memory/],
  ['deploy: {resources: {limits: {cpus: -1}}}', /cpus/],
  ['deploy: {resources: {limits: {cpus: NaN}}}', /cpus/],
  ['deploy: {update_config: {max_failure_ratio: 7}}', /from 0 to 1/],
  ['deploy: {update_config: {monitor: 1e99s}}', /monitor/],
  ['deploy: {placement: {constraints: ["rm -rf /"]}}', /constraint/],
  ['deploy: {placement: {constraints: {a: b}}}', /should be a list/],
  ['stop_grace_period: -5s', /stop_grace_period/],
  ['stop_signal: SIGKILL;reboot', /should be one of/],
  ['restart: on-failure:-1', /should be/],
  ['x-runtime: rootkit', /should be/],
  ['x-lb: [a]', /x-lb should be a map/],
  ['x-lb: {path: no-slash}', /begins with a slash/],
  ['x-check: {type: command, command: [[rm]]}', /x-check/],
  ['x-autoscale: {min: -1, max: 1e9}', /x-autoscale/],
  ['x-dns: {tags: ["../x"]}', /is no part of a DNS name/],
]

describe('a hostile manifest', () => {
  it('of over a hundred kinds is one', () => {
    assert.ok(HOST.length + TEXTS.length + VALUES.length + PROJECTS.length > 100)
  })

  it('that asks for the node is refused with the reason, at its place', () => {
    for (const [line, reason] of HOST) {
      const said = refusal({ a: web(line) })
      assert.match(said, reason, line)
      assert.match(said, /^a:4:\d+: /, line)
      assert.match(
        parseManifest(web(line.replaceAll('../../../..', '/srv/..')))
          .errors.map(describeProblem)
          .join(),
        reason,
      )
    }
    const trick = 'volumes: {v: {driver_opts: {type: none, o: bind, device: /etc}}}'
    assert.match(refusal({ a: top(trick) }), /^a:2:\d+: volumes\.v\.driver_opts\.device: '\/etc'/)
    for (const harmless of [
      ...['privileged: false', 'pid: ', 'ipc: private', 'devices: []', 'network_mode: bridge'],
      ...['volumes: [/etc/localtime:/etc/localtime:ro, ./data:/d]', 'use_api_socket: false'],
    ]) {
      assert.equal(refusal({ a: web(harmless) }), '', harmless)
    }
  })

  it('that is no YAML to trust is refused where it stands', () => {
    for (const [name, text, reason] of TEXTS) assert.match(refusal({ a: text }), reason, name)
  })

  it('with values of a wrong kind is refused at their place', () => {
    for (const [line, reason] of VALUES) {
      const said = refusal({ a: web(line) })
      assert.match(said, reason, line)
      assert.match(said, /^a:[34]:\d+: /, line)
    }
  })

  it('that names files in circles, of other places or without end is refused', () => {
    for (const [name, files, reason] of PROJECTS) assert.match(refusal(files), reason, name)
  })

  it('never makes an object of the program different', () => {
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
    refusal({ a: '{"services": {"w": {"image": "x", "labels": {"__proto__": {"polluted": 1}}}}}' })
    refusal({ a: web('labels: {constructor: {prototype: {polluted: 1}}}') })
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
  })
})

/** Projects of several files that must not be followed. */
const PROJECTS: [string, Record<string, string>, RegExp][] = [
  ['include of itself', { a: 'include: [a]\nservices: {}' }, /^a:1:11: include goes in a circle/],
  [
    'include in a circle of three',
    { a: 'include: [b]', b: 'include: [c]', c: 'include: [a]' },
    /^c:1:11: include goes in a circle: a → b → c → a/,
  ],
  [
    'include without end',
    Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [i === 0 ? 'a' : `f${i}`, `include: [f${i + 1}]`]),
    ),
    /too long a chain/,
  ],
  [
    'include of more files than anybody has',
    {
      a: `include: [${Array.from({ length: 300 }, (_, i) => `f${i}`).join(', ')}]`,
      ...Object.fromEntries(
        Array.from({ length: 300 }, (_, i) => [`f${i}`, `services: {s${i}: {image: x}}`]),
      ),
    },
    /more than 256 files/,
  ],
  ['include of what is elsewhere', { a: 'include: [../../etc/passwd]' }, /cannot be read/],
  ['include from the network', { a: 'include: ["git@host:x.git"]' }, /not a file of this machine/],
  ['include of a registry', { a: 'include: ["oci://r/x"]' }, /not a file of this machine/],
  ['include of a number', { a: 'include: [[1]]' }, /should be a path/],
  ['extends of itself', { a: 'services: {w: {extends: w}}' }, /goes in a circle/],
  [
    'extends in a circle of files',
    {
      a: 'services: {w: {extends: {file: b, service: v}}}',
      b: 'services: {v: {extends: {file: a, service: w}}}',
    },
    /goes in a circle: w → v → w/,
  ],
  [
    'extends of a socket',
    { a: 'services: {w: {extends: {file: /dev/zero, service: v}}}' },
    /cannot/,
  ],
  ['env_file with a NUL', { a: 'services: {w: {env_file: "a\\0"}}' }, /U\+0000/],
  ['env_file that is missing', { a: web('env_file: ../../secret') }, /cannot be read/],
  ['label_file that is missing', { a: web('label_file: /etc/shadow') }, /cannot be read/],
  [
    'a service made large by extends',
    {
      a: `services: {b: {image: x, labels: {${Array.from({ length: 4_000 }, (_, i) => `l${i}: a`).join(', ')}}}, ${Array.from({ length: 900 }, (_, i) => `s${i}: {extends: b}`).join(', ')}}`,
    },
    /too large/,
  ],
]

describe('a manifest that would grow without end', () => {
  const cases: [string, string, RegExp][] = [
    [
      'aliases of aliases',
      Array.from({ length: 12 }, (_, i) => {
        const refs = Array.from({ length: 9 }, () => (i === 0 ? 'x' : `*a${i - 1}`)).join(', ')
        return `x-${i}: &a${i} [${refs}]`
      }).join('\n'),
      /more than 1000 aliases|too large once/,
    ],
    [
      'merges of merges',
      [
        'x-0: &a0 {a: 1}',
        ...Array.from(
          { length: 12 },
          (_, i) =>
            `x-${i + 1}: &a${i + 1} {${Array.from({ length: 9 }, (_, j) => `k${j}: {<<: *a${i}}`).join(', ')}}`,
        ),
      ].join('\n'),
      /more than 1000 aliases|too large once|nested deeper/,
    ],
    [
      'a long text used a thousand times',
      `x: &x "${'y'.repeat(50_000)}"\nz: [${Array.from({ length: 900 }, () => '*x').join(', ')}]`,
      /too large/,
    ],
    ['brackets', '['.repeat(200_000), /nested deeper/],
    ['braces', '{a: '.repeat(100_000), /nested deeper/],
    ['dashes', '- '.repeat(300_000), /nested deeper/],
    ['question marks', '? '.repeat(300_000), /nested deeper/],
    [
      'indentation',
      Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      /nested deeper/,
    ],
    ['aliases one below the other', `x: &a0 [1]\n${chainOfAliases(60)}`, /nested deeper/],
    [
      'ten thousand keys',
      Array.from({ length: 10_000 }, (_, i) => `k${i}: `).join('\n'),
      /not a key/,
    ],
    ['a key ten thousand times', 'k: 1\n'.repeat(10_000), /here twice/],
    ['ten thousand errors', 'a: *b\n'.repeat(10_000), /^a:1:/],
    ['a megabyte of commas', `a: [${','.repeat(1_000_000)}]`, /words and signs/],
    ['a megabyte of dollars', web(`user: "${'$'.repeat(900_001)}"`), /names no variable/],
    ['a megabyte of open braces', web(`user: "${'${A:-'.repeat(150_000)}"`), /closing brace/],
    ['a megabyte of documents', '---\na: 1\n'.repeat(1_000), /more than 16 documents/],
    [
      'ten thousand anchors',
      Array.from({ length: 10_000 }, (_, i) => `k${i}: &a${i} x`).join('\n'),
      /not a key/,
    ],
    ['two megabytes', `# ${'x'.repeat(2 * 1024 * 1024)}`, /over 1048576 characters/],
    [
      'two thousand services',
      `services: {${Array.from({ length: 2_000 }, (_, i) => `s${i}: {image: x}`).join(', ')}}`,
      /at most 1000 services/,
    ],
    [
      'ten thousand ports',
      web(`ports: [${Array.from({ length: 10_000 }, (_, i) => i + 1).join(', ')}]`),
      /at most 64 ports/,
    ],
  ]

  function chainOfAliases(length: number): string {
    return Array.from({ length }, (_, i) => `x${i + 1}: &a${i + 1} [*a${i}]`).join('\n')
  }

  for (const [name, text, reason] of cases) {
    it(`by ${name} is refused, with few words`, () => {
      const said = refusal({ a: text })
      assert.match(said, reason)
      assert.ok(said.length < 100_000, `${said.length} characters are said`)
    })
  }

  it('by its variables is refused', () => {
    const text = web(`user: "${'$A'.repeat(1_000)}"`)
    assert.match(refusal({ a: text }, { A: 'x'.repeat(100_000) }), /too large/)
  })
})

describe('any change of a manifest', () => {
  const VALID = [
    'name: shop\nx-base: &base {image: "a:${TAG:-1}", restart: always}\nservices:\n  web:\n',
    '    <<: *base\n    ports: ["8080:80", {target: 81, published: 8081}]\n    environment: [A=1, B]\n',
    '    deploy: {replicas: 3, resources: {limits: {cpus: "0.5", memory: 512M}}}\n',
    '    x-lb: {host: a.example, path: /x, sticky: {cookie: c}}\n    x-check: {type: tcp, port: 80}\n',
    '  db:\n    extends: {service: web}\n    volumes: !reset []\n    networks: {n: {aliases: [d]}}\n',
    '    healthcheck:\n      test: ["CMD", "x"]\n    depends_on: {web: {condition: service_started}}\n',
    'networks:\n  n: {driver: bridge}\nvolumes: {v: }\n',
  ].join('')
  const PIECES = [
    ...['{', '}', '[', ']', ':', ': ', '- ', '\n', '  ', '\t', '"', "'", '#', '&a ', '*a', '*base'],
    ...[
      '<<: ',
      '!reset ',
      '!!map ',
      '|',
      '>',
      '?',
      '$',
      '${',
      '${A',
      '~',
      'null',
      '1e9',
      '-1',
      '\u0000',
    ],
    ...['services:', '__proto__: ', 'é', '\ud800', '%', '---\n', '...\n', '\r', 'x-lb: '],
  ]

  it('is read or refused, and never thrown at the reader (seeded)', () => {
    const runs = process.env['POLIS_TEST_SIZE'] === undefined ? 150 : 5_000
    const random = seededRandom(20_261)
    const pick = (count: number) => random.int(count)
    for (let run = 0; run < runs; run++) {
      let text = VALID
      for (let change = pick(4) + 1; change > 0; change--) {
        const at = pick(text.length)
        const cut = pick(3) === 0 ? pick(40) : pick(3)
        text = text.slice(0, at) + PIECES[pick(PIECES.length)]! + text.slice(at + cut)
      }
      const said = refusal({ a: text })
      for (const line of said === '' ? [] : said.split('\na:')) {
        assert.match(line, /^(?:a:)?\d+:\d+: /, JSON.stringify(text))
      }
    }
  })
})
