// A service of gRPC, which prints its port. Messages are bytes. Calls that a client cancels are counted.
const grpc = require('@grpc/grpc-js');

const same = bytes => bytes;
const method = (path, requestStream, responseStream) => ({
  path, requestStream, responseStream,
  requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same,
});

let cancelled = 0;
let health = 1;

/** What the edge has told about the client. */
const client = metadata =>
  `verdict=${metadata.get('edgekeep-client-verdict')} certificates=${metadata.get('client-cert').length}`;

const server = new grpc.Server();
server.addService({
  unary: method('/t.T/Unary', false, false),
  serverStream: method('/t.T/ServerStream', false, true),
  clientStream: method('/t.T/ClientStream', true, false),
  both: method('/t.T/Both', true, true),
  never: method('/t.T/Never', false, false),
  cancelled: method('/t.T/Cancelled', false, false),
  fail: method('/t.T/Fail', false, false),
  setHealth: method('/t.T/SetHealth', false, false),
}, {
  unary: (call, answer) => {
    const trailer = new grpc.Metadata();
    trailer.set('x-trailer', 'sent');
    answer(null, Buffer.from(`${call.request} ${client(call.metadata)}`), trailer);
  },
  serverStream: call => {
    for (let i = 0; i < 5; i++) call.write(Buffer.from(call.request.toString() + i));
    call.end();
  },
  clientStream: (call, answer) => {
    let size = 0;
    call.on('data', part => { size += part.length; });
    call.on('end', () => answer(null, Buffer.from(String(size))));
  },
  both: call => {
    call.on('data', message => call.write(message));
    call.on('end', () => call.end());
  },
  never: call => { call.on('cancelled', () => { cancelled++; }); },
  cancelled: (call, answer) => answer(null, Buffer.from(String(cancelled))),
  fail: (call, answer) => answer({code: grpc.status.FAILED_PRECONDITION, details: 'nö'}),
  setHealth: (call, answer) => {
    health = Number(call.request);
    answer(null, Buffer.from('set'));
  },
});
server.addService(
  {check: method('/grpc.health.v1.Health/Check', false, false)},
  {check: (call, answer) => answer(null, Buffer.from([8, health]))});
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
