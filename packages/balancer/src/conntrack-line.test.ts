import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { forwardedTo } from './conntrack-line.ts'

const THERE = 'src=10.1.0.2 dst=10.1.0.1 sport=40000 dport=80'

describe('a line of connection tracking', () => {
  it('tells where an open connection was forwarded to', () => {
    const back = 'src=10.2.0.5 dst=10.2.0.1 sport=8080 dport=40000'
    const line = `tcp      6 431999 ESTABLISHED ${THERE} ${back} [ASSURED] mark=0 use=1`
    assert.equal(forwardedTo(line), '10.2.0.5:8080')
    const proc = `ipv4     2 tcp      6 60 SYN_RECV ${THERE} ${back} mark=0 zone=0 use=2`
    assert.equal(forwardedTo(proc), '10.2.0.5:8080')
    assert.equal(forwardedTo(line.replace('ESTABLISHED', 'TIME_WAIT')), undefined)
    assert.equal(forwardedTo(line.replace('ESTABLISHED', 'CLOSE')), undefined)
  })

  it('says nothing of a connection that reached what it had asked for', () => {
    const back = 'src=10.1.0.1 dst=10.1.0.2 sport=80 dport=40000'
    assert.equal(forwardedTo(`tcp 6 9 ESTABLISHED ${THERE} ${back}`), undefined)
    assert.equal(forwardedTo('conntrack v1.4.7 (conntrack-tools): 3 flow entries'), undefined)
  })
})
