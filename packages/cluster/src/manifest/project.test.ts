// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of Compose files
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { manifestText, parseManifest, readManifest } from './manifest.ts'
import { describeProblem, plain } from './node.ts'
import { type ProjectOptions, readProject } from './project.ts'

type Data = Readonly<Record<string, Record<string, Record<string, unknown>>>>

/** A project in `/p` of these files, the first of which is its manifest. */
function project(files: Record<string, string>, options: Partial<ProjectOptions> = {}) {
  const paths = new Map(Object.entries(files).map(([name, text]) => [`/p/${name}`, text]))
  const { root, warnings, errors } = readProject({
    files: [[...paths.keys()][0]!],
    directory: '/p',
    environment: {},
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
    ...options,
  })
  return {
    root,
    data: plain(root) as Data,
    warnings: warnings.map(describeProblem),
    errors: errors.map(describeProblem),
  }
}

/** The project's data, which must be without errors. */
function good(files: Record<string, string>, options: Partial<ProjectOptions> = {}): Data {
  const { data, errors } = project(files, options)
  assert.deepEqual(errors, [])
  return data
}

/** Two files, the second merged over the first: what becomes of the service `a`. */
function merged(base: string, later: string): Record<string, unknown> {
  const files = { 'a.yaml': `services: {a: ${base}}`, 'b.yaml': `services: {a: ${later}}` }
  return good(files, { files: ['/p/a.yaml', '/p/b.yaml'] })['services']!['a']!
}

describe('several files', () => {
  it('are merged as the Compose Specification has it', () => {
    const cases: [string, string, unknown][] = [
      ['{image: x, user: a}', '{user: b}', { image: 'x', user: 'b' }],
      ['{dns: [1.1.1.1]}', '{dns: [8.8.8.8]}', { dns: ['1.1.1.1', '8.8.8.8'] }],
      ['{dns: 1.1.1.1}', '{dns: [1.1.1.1, 9.9.9.9]}', { dns: ['1.1.1.1', '9.9.9.9'] }],
      ['{command: [a, b]}', '{command: [c]}', { command: ['c'] }],
      ['{entrypoint: a}', '{entrypoint: [b]}', { entrypoint: ['b'] }],
      [
        '{healthcheck: {test: [CMD, a], retries: 2}}',
        '{healthcheck: {test: b}}',
        { healthcheck: { test: 'b', retries: 2 } },
      ],
      [
        '{environment: {A: 1, B: 2}}',
        '{environment: [B=3, C=4]}',
        { environment: { A: 1, B: '3', C: '4' } },
      ],
      ['{labels: [a=1]}', '{labels: {a: 2}}', { labels: { a: 2 } }],
      ['{ports: ["80:80"]}', '{ports: ["81:80"]}', { ports: ['80:80', '81:80'] }],
      ['{ports: ["80:80"]}', '{ports: ["80:80/tcp"]}', { ports: ['80:80/tcp'] }],
      [
        '{ports: ["80:80", "1:1"]}',
        '{ports: [{target: 80, published: "80", name: web}]}',
        { ports: [{ target: 80, published: '80', name: 'web' }, '1:1'] },
      ],
      ['{volumes: [foo:/work]}', '{volumes: [bar:/work:ro]}', { volumes: ['bar:/work:ro'] }],
      [
        '{volumes: [foo:/work]}',
        '{volumes: [{type: volume, source: bar, target: /work}]}',
        { volumes: [{ type: 'volume', source: 'bar', target: '/work' }] },
      ],
      [
        '{secrets: [one]}',
        '{secrets: [{source: two, target: /run/secrets/one}]}',
        { secrets: [{ source: 'two', target: '/run/secrets/one' }] },
      ],
      [
        '{depends_on: [a, b]}',
        '{depends_on: {b: {condition: service_healthy}}}',
        { depends_on: { a: null, b: { condition: 'service_healthy' } } },
      ],
      ['{build: ./x}', '{build: {target: t}}', { build: { context: './x', target: 't' } }],
      [
        '{logging: {driver: a, options: {x: 1}}}',
        '{logging: {driver: b}}',
        { logging: { driver: 'b' } },
      ],
      [
        '{logging: {options: {x: 1}}}',
        '{logging: {driver: b}}',
        { logging: { options: { x: 1 }, driver: 'b' } },
      ],
      [
        '{ulimits: {nofile: {soft: 1, hard: 2}}}',
        '{ulimits: {nofile: 5}}',
        { ulimits: { nofile: 5 } },
      ],
      ['{cap_add: [A]}', '{cap_add: [A, B]}', { cap_add: ['A', 'B'] }],
      [
        '{deploy: {replicas: 1}}',
        '{deploy: {labels: {a: b}}}',
        { deploy: { replicas: 1, labels: { a: 'b' } } },
      ],
      ['{image: x}', '{image: }', { image: 'x' }],
      ['{command: a}', '{command: }', { command: null }],
      ['{x-lb: {host: a}}', '{x-lb: {path: /b}}', { 'x-lb': { host: 'a', path: '/b' } }],
    ]
    for (const [base, later, expected] of cases) {
      assert.deepEqual(merged(base, later), expected, `${base} + ${later}`)
    }
  })

  it('may take back (!reset) and replace (!override)', () => {
    const base = '{image: x, ports: ["80:80"], environment: {A: 1, B: 2}}'
    const reset = '{ports: !reset [], environment: {A: !reset null}}'
    assert.deepEqual(merged(base, reset), { image: 'x', environment: { B: 2 } })
    const override = '{ports: !override ["443:443"], environment: !override {C: 3}}'
    assert.deepEqual(merged(base, override), {
      image: 'x',
      ports: ['443:443'],
      environment: { C: 3 },
    })
    assert.deepEqual(
      good({ 'a.yaml': 'services: {a: {image: x, user: !reset null}}' })['services'],
      {
        a: { image: 'x' },
      },
    )
  })

  it('keep their places in messages', () => {
    const files = {
      'a.yaml': 'services:\n  a:\n    image: x\n    deploy: {replicas: many}\n',
      'b.yaml': 'services:\n  a:\n    tty: true\n    comand: y\n',
    }
    const { root } = project(files, { files: ['/p/a.yaml', '/p/b.yaml'] })
    const { errors, warnings } = readManifest(root)
    assert.deepEqual(errors.map(describeProblem), [
      "a.yaml:4:24: services.a.deploy.replicas should be a number, not 'many'",
      "b.yaml:4:5: services.a.comand is not a key of a Compose file; did you mean 'command'?",
    ])
    assert.deepEqual(warnings.map(describeProblem), ['b.yaml:3:5: services.a.tty is not honoured'])
  })

  it('may be documents of one file', () => {
    const text = 'services: {a: {image: x}}\n---\nservices: {a: {user: me}}\n'
    assert.deepEqual(good({ 'a.yaml': text })['services'], { a: { image: 'x', user: 'me' } })
    const { services, errors } = parseManifest(text)
    assert.deepEqual([errors, services[0]!.deployment.workload.user], [[], 'me'])
  })

  it('that do not fit together are named', () => {
    const files = { 'a.yaml': 'services: {a: {image: x}}', 'b.yaml': 'services: []' }
    const { errors } = project(files, { files: ['/p/a.yaml', '/p/b.yaml'] })
    assert.deepEqual(errors, ['b.yaml:1:11: services is a map before and a list here'])
    const missing = project({ 'a.yaml': 'services: {}' }, { files: ['/p/none.yaml'] })
    assert.match(
      missing.errors[0]!,
      /^none\.yaml:1:1: none\.yaml cannot be read: it does not exist/,
    )
  })

  it('are sent as one text that says the same', () => {
    const files = {
      'a.yaml': 'x-base: &b {image: x, ports: ["80:${PORT}"]}\nservices: {a: {<<: *b, tty: true}}',
    }
    const { root } = project(files, { environment: { PORT: '3000' } })
    const here = readManifest(root)
    const there = parseManifest(manifestText(root))
    assert.deepEqual(there.services, here.services)
    assert.deepEqual(
      there.warnings.map(({ message }) => message),
      here.warnings.map(({ message }) => message),
    )
    assert.doesNotMatch(manifestText(root), /x-base/)
  })
})

describe('extends', () => {
  const BASE = 'services: {base: {image: x, environment: {A: 1}, ports: ["80:80"]}}'

  it('takes a service of the same file or of another, and changes it', () => {
    const same = 'services: {base: {image: x, user: u}, a: {extends: base, user: v}}'
    assert.deepEqual(good({ 'a.yaml': same })['services']!['a'], { image: 'x', user: 'v' })
    const other = 'services: {a: {extends: {file: sub/b.yaml, service: base}, environment: {B: 2}}}'
    assert.deepEqual(good({ 'a.yaml': other, 'sub/b.yaml': BASE })['services'], {
      a: { image: 'x', environment: { A: 1, B: 2 }, ports: ['80:80'] },
    })
    const { services, errors } = parseManifest(same)
    assert.deepEqual([errors, services[1]!.deployment.workload.user], [[], 'v'])
  })

  it('goes on from file to file, paths relative to each', () => {
    const data = good({
      'a.yaml': 'services: {a: {extends: {file: one/b.yaml, service: b}}}',
      'one/b.yaml': 'services: {b: {extends: {file: ../two/c.yaml, service: c}, user: me}}',
      'two/c.yaml': 'services: {c: {image: x, volumes: ["./data:/data"], env_file: c.env}}',
      'two/c.env': 'FROM_C=1',
    })
    assert.deepEqual(data['services']!['a'], {
      image: 'x',
      volumes: ['/p/two/data:/data'],
      user: 'me',
      environment: { FROM_C: '1' },
    })
  })

  it('may take back what the other has', () => {
    const text = `${BASE.slice(0, -1)}, a: {extends: base, ports: !reset []}}`
    assert.deepEqual(good({ 'a.yaml': text })['services']!['a'], {
      image: 'x',
      environment: { A: 1 },
    })
  })

  it('that leads nowhere or round in a circle is refused', () => {
    const cases: [string, RegExp][] = [
      ['{a: {extends: b}, b: {extends: a}}', /circle: a → b → a/],
      ['{a: {extends: a}}', /circle: a → a/],
      ['{a: {extends: bse}, base: {image: x}}', /no service 'bse'; did you mean 'base'/],
      ['{a: {extends: {service: b, file: none.yaml}}}', /none\.yaml cannot be read/],
      ['{a: {extends: {service: a, file: a.yaml}}}', /circle: a → a/],
      ['{a: {extends: {file: a.yaml}}}', /should name a service/],
      ['{a: {extends: [b]}}', /should name a service, not be a list/],
      ['{a: {extends: {service: b, fil: x}}}', /extends\.fil is not a key/],
      ['{a: {extends: {service: b, file: "https://x/y"}}}', /is not a file of this machine/],
    ]
    for (const [services, expected] of cases) {
      const { errors } = project({ 'a.yaml': `services: ${services}` })
      assert.match(errors.join('\n'), expected, services)
    }
    const chain = Array.from({ length: 30 }, (_, i) => `s${i}: {extends: s${i + 1}}`)
    const { errors } = project({ 'a.yaml': `services: {${chain.join(', ')}, s30: {image: x}}` })
    assert.match(errors[0]!, /too long a chain/)
  })
})

describe('include', () => {
  it('brings in another project with its own folder and variables', () => {
    const data = good(
      {
        'a.yaml': 'include: [db/compose.yaml]\nservices: {web: {image: "w:${TAG}"}}',
        'db/compose.yaml':
          'services: {db: {image: "db:${TAG}", volumes: ["./data:/d"]}}\nvolumes: {v: {}}',
        'db/.env': 'TAG=inner\nOTHER=x',
        '.env': 'UNUSED=1',
      },
      { environment: {} },
    )
    assert.deepEqual(data['services'], {
      web: { image: 'w:' },
      db: { image: 'db:inner', volumes: ['/p/db/data:/d'] },
    })
    assert.deepEqual(data['volumes'], { v: {} })
    assert.equal(data['include'], undefined)
  })

  it('has a long form, and lets the outer environment win', () => {
    const files = {
      'a.yaml':
        'include: [{path: [b.yaml, c.yaml], env_file: [x.env], project_directory: sub}]\nservices: {}',
      'b.yaml': 'services: {b: {image: "$A$B", env_file: e.env}}',
      'c.yaml': 'services: {b: {user: me}}',
      'x.env': 'A=1\nB=2',
      'sub/e.env': 'E=1',
    }
    assert.deepEqual(good(files, { environment: { A: 'outer' } })['services'], {
      b: { image: 'outer2', user: 'me', environment: { E: '1' } },
    })
  })

  it('reports names that clash, circles, and what cannot be read', () => {
    const clash = project({
      'a.yaml': 'include: [b.yaml]\nservices: {a: {image: x}}',
      'b.yaml': 'services: {a: {image: y}}',
    })
    assert.deepEqual(clash.errors, [
      'a.yaml:2:12: services.a is another one than in the included b.yaml:1',
    ])
    const same = { 'a.yaml': 'include: [b.yaml]\nservices: {a: {image: x}}' }
    assert.deepEqual(project({ ...same, 'b.yaml': 'services: {a: {image: x}}' }).errors, [])
    const circle = project({ 'a.yaml': 'include: [b.yaml]', 'b.yaml': 'include: [a.yaml]' })
    assert.match(circle.errors[0]!, /^b\.yaml:1:11: include goes in a circle: a.yaml → b.yaml → a/)
    assert.match(project({ 'a.yaml': 'include: [no.yaml]' }).errors[0]!, /^a\.yaml:1:11: no\.yaml/)
    assert.match(project({ 'a.yaml': 'include: b.yaml' }).errors[0]!, /should be a list/)
    assert.match(project({ 'a.yaml': 'include: [{pth: b}]' }).errors.join(), /\.path|with a path/)
    const remote = project({ 'a.yaml': 'include: ["https://example.com/c.yaml"]' })
    assert.match(remote.errors[0]!, /not a file of this machine/)
  })
})

describe('variables', () => {
  const WEB = 'services: {a: {image: "x:${TAG:-none}"}}'
  const imageOf = (data: Data) => data['services']!['a']!['image']

  it('come from the shell, then from .env or the files named instead', () => {
    const files = { 'a.yaml': WEB, '.env': 'TAG=env', 'x.env': 'TAG=one', 'y.env': 'TAG=two' }
    assert.equal(imageOf(good(files)), 'x:env')
    assert.equal(imageOf(good(files, { environment: { TAG: 'shell' } })), 'x:shell')
    assert.equal(imageOf(good(files, { envFiles: ['/p/x.env', '/p/y.env'] })), 'x:two')
    assert.equal(imageOf(good({ 'a.yaml': WEB })), 'x:none')
    const { errors } = project({ 'a.yaml': WEB }, { envFiles: ['/p/none.env'] })
    assert.match(errors[0]!, /none\.env cannot be read/)
  })

  it('of env_file come below those of environment, in the order of the files', () => {
    const data = good(
      {
        'a.yaml':
          'services: {a: {image: x, env_file: [one.env, {path: two.env}], environment: {C: own, D: }}}',
        'one.env': 'A=1\nB=1\nC=1',
        'two.env': 'B=2\nPASSED\nUNSET',
      },
      { environment: { D: 'shell', PASSED: 'on' } },
    )
    assert.deepEqual(data['services']!['a'], {
      image: 'x',
      environment: { A: '1', B: '2', C: 'own', PASSED: 'on', D: 'shell' },
    })
  })

  it('may be raw, may be missing, and say what is wrong with them', () => {
    const raw = 'services: {a: {image: x, env_file: [{path: r.env, format: raw}]}}'
    const data = good({ 'a.yaml': raw, 'r.env': 'A="q" # $B\n#c\nE=\n' })
    assert.deepEqual(data['services']!['a']!['environment'], { A: '"q" # $B', E: '' })
    const optional = 'services: {a: {image: x, env_file: [{path: n.env, required: false}]}}'
    assert.deepEqual(project({ 'a.yaml': optional }).errors, [])
    const cases: [string, RegExp][] = [
      ['n.env', /^a\.yaml:1:36: n\.env cannot be read: it does not exist/],
      ['{path: a.yaml, requird: false}', /env_file\.requird is not a key/],
      ['[{format: raw}]', /env_file\[0\] should be a path/],
      ['[{path: b.env, format: json}]', /only 'raw' is known/],
    ]
    for (const [file, expected] of cases) {
      const { errors } = project({ 'a.yaml': `services: {a: {image: x, env_file: ${file}}}` })
      assert.match(errors.join('\n'), expected, file)
    }
    const bad = project({ 'a.yaml': 'services: {a: {env_file: b.env}}', 'b.env': 'A=1\n-B=2' })
    assert.deepEqual(bad.errors, ['b.env:2:1: this is not NAME=VALUE'])
  })

  it('that are passed on by name and not set are left out with a word', () => {
    const { data, warnings } = project({ 'a.yaml': 'services: {a: {environment: [TOKEN, A=1]}}' })
    assert.deepEqual(data['services']!['a'], { environment: { A: '1' } })
    assert.match(warnings[0]!, /^a\.yaml:1:30: services\.a\.environment\.TOKEN has no value/)
  })

  it('of label_file are labels', () => {
    const files = { 'a.yaml': 'services: {a: {label_file: l, labels: {b: 2}}}', l: 'a=1\nb=1' }
    assert.deepEqual(good(files)['services']!['a'], { labels: { a: '1', b: 2 } })
  })
})

describe('profiles', () => {
  const TEXT = 'services: {a: {image: x}, b: {profiles: [debug]}, c: {profiles: [debug, ops]}}'
  const names = (options: Partial<ProjectOptions>) =>
    Object.keys(good({ 'a.yaml': TEXT }, options)['services']!).join('')

  it('leave out the services of others', () => {
    assert.equal(names({}), 'a')
    assert.equal(names({ profiles: ['debug'] }), 'abc')
    assert.equal(names({ profiles: ['ops'] }), 'ac')
    assert.equal(names({ profiles: ['*'] }), 'abc')
    assert.equal(names({ environment: { COMPOSE_PROFILES: 'x, ops' } }), 'ac')
    assert.deepEqual(
      parseManifest(TEXT).services.map(({ name }) => name),
      ['a'],
    )
  })
})
