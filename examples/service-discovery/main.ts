/**
 * Service discovery by itself, in one process: registering, resolving, watching, health, times to
 * live, stored queries, and DNS out of all that.
 *
 *     npm run example -- service-discovery
 */

import { DNSResolver, DnsServer, Endpoint, Service, ServiceDiscovery } from '@polis/discovery'

const discovery = new ServiceDiscovery({ zone: 'north' })
discovery.on('health-changed', ({ endpoint, before }) => {
  console.log(`  event: ${endpoint.id} turned from ${before} to ${endpoint.health}`)
})

console.log('A service with a health check and two endpoints is registered.')
const service = new Service('web-service', 'default', '1.0.0')
  .withEndpoint(new Endpoint('web-1', '10.0.0.1', 8080).withZone('north').withTag('blue'))
  .withEndpoint(new Endpoint('web-2', '10.0.0.2', 8080).withZone('south').withTag('green'))
  .withLabel('app', 'web')
  .withAnnotation('description', 'Web service')
  .withHealthCheck({
    enabled: true,
    interval: '30s',
    timeout: '5s',
    retries: 3,
    path: '/health',
    port: 8080,
    protocol: 'http',
    headers: {},
  })
  .withLoadBalancer({ algorithm: 'round-robin' })
await discovery.registerService(service)
const endpoints = await discovery.resolveService('web-service', 'default')
console.log('  all:    ', endpoints.map(({ id, health }) => `${id} (${health})`).join(', '))
const healthy = await discovery.getHealthyEndpoints(service.id)
console.log('  healthy:', healthy.length === 0 ? 'none yet, nobody has checked them' : healthy)

console.log('Whoever checks them says how they are, and a watcher sees every change.')
const watching = new AbortController()
const watched = (async () => {
  const filter = { healthyOnly: true, signal: watching.signal }
  for await (const found of discovery.watchService('web-service', 'default', filter)) {
    console.log('  watch: ', found?.map(({ id }) => id).join(', ') || 'nobody')
  }
})()
const turn = () => new Promise(resolve => setImmediate(resolve))
for (const id of ['web-1', 'web-2']) {
  await discovery.reportHealth(id, 'passing')
  await turn()
}

console.log('Resolving may ask for a tag, a label, a version, or what is near.')
const ids = async (filter: object) =>
  (await discovery.resolveService('web-service', 'default', filter)).map(({ id }) => id).join(', ')
console.log('  tag=green:       ', await ids({ tag: 'green' }))
console.log('  app in (web,api):', await ids({ label: 'app in (web,api)' }))
console.log('  version=1.0.0:   ', await ids({ version: '1.0.0' }))
console.log('  near north:      ', await ids({ zone: 'north' }))

console.log('DNS answers from the same memory.')
const { catalog } = discovery
const server = await DnsServer.listen({ catalog, nodeName: 'here', host: '127.0.0.1', port: 0 })
const resolver = new DNSResolver({ servers: [`127.0.0.1:${server.port}`] })
console.log('  A   web-service.polis:', (await resolver.addresses('web-service.polis')).sort())
const srv = await resolver.resolve('_http._tcp.web-service.default.polis', 'SRV')
console.log('  SRV _http._tcp…:      ', srv.records.length, 'records')

console.log('A stored query answers for a service, and for another one when that has nobody left.')
const spare = new Service('spare').withEndpoint(new Endpoint('spare-1', '10.9.9.9', 8080))
await discovery.registerService(spare)
const services = ['web-service', 'spare'].map(name => ({ name, namespace: 'default' }))
const query = { services, filter: { isNear: true } }
await discovery.registerService(new Service('front').withTtl('1s').withQuery(query))
const front = async () => (await discovery.resolveService('front')).map(({ id }) => id).join(', ')
console.log('  front:', await front())
for (const id of ['web-1', 'web-2']) await discovery.reportHealth(id, 'critical')
await turn()
console.log('  front:', await front())

console.log('An endpoint with a time to live must be heard of, or it goes critical, then away.')
const job = new Endpoint('job-1', '10.0.0.3', 9000).withTtl('300ms').withDeregisterAfter('300ms')
const jobs = new Service('jobs').withEndpoint(job)
await discovery.registerService(jobs)
const jobsHealth = async () => (await discovery.resolveService('jobs')).map(({ health }) => health)
console.log('  at first:  ', await jobsHealth())
const until = async (holds: () => Promise<boolean>) => {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 20))
}
// Its own timer looks four times a second; a program that must not end waits for it here.
await until(async () => (await jobsHealth())[0] === 'critical')
console.log('  silent:    ', await jobsHealth())
await until(async () => (await jobsHealth()).length === 0)
console.log('  and longer:', await jobsHealth())

watching.abort()
await watched
await server.close()
discovery.close()
await discovery.deregisterService(service.id)
console.log(
  'Deregistered; there is left:',
  discovery
    .getServices()
    .map(one => one.name)
    .join(', '),
)
