// A Bluesky of three accounts on loopback: PLC, PDS and AppView of npm's @atproto/dev-env.
// Prints one line of JSON when it is ready; SIGTERM ends it.
'use strict'
const net = require('net')

// It listens at every interface unless told otherwise, and it is not told.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...words) {
  const [first] = words
  if (first !== null && typeof first === 'object') {
    words[0] = 'port' in first && !first.host ? { ...first, host: '127.0.0.1' } : first
  } else if (/^\d+$/.test(String(first)) && typeof words[1] !== 'string') {
    words.splice(1, 0, '127.0.0.1')
  }
  return listen.apply(this, words)
}

const { TestNetwork } = require('@atproto/dev-env')
const [plc, pds, view] = process.env.PORTS.split(',').map(Number)

async function main() {
  const network = await TestNetwork.create({
    dbPostgresSchema: process.env.SCHEMA,
    plc: { port: plc },
    pds: { port: pds, hostname: 'localhost', enableDidDocWithSession: true },
    bsky: { port: view, publicUrl: `http://localhost:${view}` },
  })
  const seed = network.getSeedClient()
  for (const name of ['lipa', 'maria', 'petra']) {
    const account = { handle: `${name}.test`, email: `${name}@shop.test`, password: `${name}-pass` }
    await seed.createAccount(name, account)
  }
  await network.processAll()
  console.log(JSON.stringify({ pds: network.pds.url }))
  process.on('SIGTERM', () => network.close().finally(() => process.exit(0)))
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
