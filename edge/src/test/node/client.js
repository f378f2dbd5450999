// Makes calls of gRPC through the edge, and prints what came of them:
// node client.js PORT FOLDER WITH_CERTIFICATE CALL [ARGUMENT]
const grpc = require('@grpc/grpc-js'), fs = require('fs'), path = require('path');

const [port, folder, withCertificate, call, argument = ''] = process.argv.slice(2);
const file = name => fs.readFileSync(path.join(folder, name));
const credentials = withCertificate === 'true'
  ? grpc.credentials.createSsl(file('servers.pem'), file('client.key'), file('client.pem'))
  : grpc.credentials.createSsl(file('servers.pem'));
const host = 'www.example.com';
const client = new grpc.Client(`127.0.0.1:${port}`, credentials,
  {'grpc.ssl_target_name_override': host, 'grpc.default_authority': host});

const same = bytes => bytes;
const ended = (error, value) => error ? `${error.code} ${error.details}` : String(value);
const unary = (method, request = argument, options = {}) => new Promise(done =>
  client.makeUnaryRequest(method, same, same, Buffer.from(request), new grpc.Metadata(), options,
    (error, value) => done(ended(error, value))));
const many = (count, one) => Promise.all([...Array(count).keys()].map(one));

const calls = {
  unary: () => unary('/t.T/Unary'),
  call: () => unary(argument),
  fail: () => unary('/t.T/Fail'),
  setHealth: () => unary('/t.T/SetHealth'),

  trailer: () => new Promise(done => {
    client.makeUnaryRequest('/t.T/Unary', same, same, Buffer.from('a'), () => {})
      .on('status', status => done(String(status.metadata.get('x-trailer'))));
  }),

  serverStream: () => new Promise(done => {
    const messages = [];
    client.makeServerStreamRequest('/t.T/ServerStream', same, same, Buffer.from(argument))
      .on('data', message => messages.push(message))
      .on('status', status => done(`${messages} ${status.code}`));
  }),

  clientStream: () => new Promise(done => {
    const stream = client.makeClientStreamRequest('/t.T/ClientStream', same, same,
      (error, value) => done(ended(error, value)));
    for (let i = 0; i < 100; i++) stream.write(Buffer.alloc(10_000));
    stream.end();
  }),

  both: () => new Promise(done => {
    let received = 0;
    const stream = client.makeBidiStreamRequest('/t.T/Both', same, same);
    stream.on('data', message => ++received === 50 ? stream.end() : stream.write(message));
    stream.on('status', status => done(`${received} ${status.code}`));
    stream.write(Buffer.from('x'));
  }),

  deadline: () => unary('/t.T/Never', '', {deadline: Date.now() + 300}),

  // The service hears of it, a moment later.
  cancel: async () => {
    const code = await new Promise(done => {
      const never = client.makeUnaryRequest('/t.T/Never', same, same, Buffer.from(''), error => done(error.code));
      setTimeout(() => never.cancel(), 200);
    });
    const until = Date.now() + 10_000;
    let heard = '0';
    while (heard === '0' && Date.now() < until) heard = await unary('/t.T/Cancelled');
    return `${code} ${heard}`;
  },

  // None is ended before all have a message back.
  streams: async () => {
    const count = Number(argument);
    const open = [];
    let answered = 0;
    const codes = await many(count, () => new Promise(done => {
      const stream = client.makeBidiStreamRequest('/t.T/Both', same, same);
      stream.on('data', () => { if (++answered === count) open.forEach(each => each.end()); });
      stream.on('status', status => done(status.code));
      stream.write(Buffer.from('x'));
      open.push(stream);
    }));
    return `${answered} ${[...new Set(codes)]}`;
  },
};

calls[call]().then(result => {
  console.log(result);
  process.exit(0);
});
