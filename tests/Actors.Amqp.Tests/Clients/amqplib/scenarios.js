// What services written with amqplib do, checked step by step. Takes the port; ends with an error at the first surprise.
'use strict';

const amqp = require('amqplib');
const assert = require('assert');

const url = `amqp://guest:guest@127.0.0.1:${process.argv[2]}`;

async function take(channel, queue, count) {
  const taken = [];
  let done;
  const all = new Promise(resolve => { done = resolve; });
  const { consumerTag } = await channel.consume(queue, message => {
    taken.push(message);
    channel.ack(message);
    if (taken.length === count) done();
  });
  await all;
  await channel.cancel(consumerTag);
  return taken;
}

async function publishAndConsume(connection) {
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue('amqplib', { durable: true });
  await channel.purgeQueue('amqplib');
  for (let number = 0; number < 500; number++) {
    channel.sendToQueue('amqplib', Buffer.from(`${number}`), { persistent: true });
  }
  await channel.waitForConfirms();
  await channel.prefetch(20);
  const taken = await take(channel, 'amqplib', 500);
  assert.deepStrictEqual(taken.map(message => Number(message.content.toString())), [...Array(500).keys()]);
  await channel.close();
}

async function propertiesComeBack(connection) {
  const channel = await connection.createConfirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const headers = { text: 'ünï', small: 5, large: 2 ** 40, negative: -7, half: 0.5, yes: true, nothing: null, list: [1, 'two', { three: 3 }], table: { a: { b: 1 } } };
  channel.sendToQueue(queue, Buffer.from('body'), {
    contentType: 'a/b', contentEncoding: 'gzip', headers, priority: 2, correlationId: 'c', replyTo: 'r', expiration: '60000', messageId: 'm', timestamp: 1700000000, type: 't', appId: 'a',
  });
  await channel.waitForConfirms();
  const { properties } = await channel.get(queue, { noAck: true });
  assert.deepStrictEqual(properties.headers, headers);
  const { contentType, contentEncoding, priority, correlationId, replyTo, expiration, messageId, timestamp, type, appId } = properties;
  assert.deepStrictEqual(
    { contentType, contentEncoding, priority, correlationId, replyTo, expiration, messageId, timestamp, type, appId },
    { contentType: 'a/b', contentEncoding: 'gzip', priority: 2, correlationId: 'c', replyTo: 'r', expiration: '60000', messageId: 'm', timestamp: 1700000000, type: 't', appId: 'a' });
  await channel.close();
}

async function exchangesRoute(connection) {
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange('amqplib-headers', 'headers', { durable: true });
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, 'amqplib-headers', '', { 'x-match': 'any', kind: 'a', size: 3 });
  const returned = new Promise(resolve => channel.once('return', resolve));
  channel.publish('amqplib-headers', '', Buffer.from('1'), { headers: { size: 3 } });
  channel.publish('amqplib-headers', '', Buffer.from('2'), { headers: { size: 4 }, mandatory: true });
  assert.strictEqual((await returned).content.toString(), '2');
  await channel.waitForConfirms();
  assert.strictEqual((await channel.get(queue, { noAck: true })).content.toString(), '1');
  assert.strictEqual(await channel.get(queue), false);
  await channel.close();
}

async function errorsEndTheChannelOnly(connection) {
  const channel = await connection.createChannel();
  const closed = new Promise(resolve => channel.once('error', resolve));
  await assert.rejects(channel.checkQueue('amqplib-missing'));
  assert.strictEqual((await closed).code, 404);
  const other = await connection.createChannel();
  await other.assertQueue('amqplib-after', { durable: true });
  await other.close();
}

async function manyChannelsWork(connection) {
  const channels = await Promise.all([...Array(100)].map(() => connection.createConfirmChannel()));
  await channels[0].assertQueue('amqplib-many', { durable: true });
  await channels[0].purgeQueue('amqplib-many');
  await Promise.all(channels.map(async channel => {
    channel.sendToQueue('amqplib-many', Buffer.from('x'), { persistent: true });
    await channel.waitForConfirms();
  }));
  assert.strictEqual((await channels[0].checkQueue('amqplib-many')).messageCount, 100);
  await Promise.all(channels.map(channel => channel.close()));
}

async function requestsAreAnswered(connection) {
  const [client, server] = await Promise.all([connection.createChannel(), connection.createChannel()]);
  const { queue } = await server.assertQueue('', { exclusive: true });
  await server.consume(queue, request => {
    server.sendToQueue(request.properties.replyTo, Buffer.from(`re: ${request.content}`), { correlationId: request.properties.correlationId });
    server.ack(request);
  });
  const reply = new Promise((resolve, reject) => client.consume('amq.rabbitmq.reply-to', resolve, { noAck: true }).then(() => {
    client.sendToQueue(queue, Buffer.from('question'), { replyTo: 'amq.rabbitmq.reply-to', correlationId: '1' });
  }, reject));
  const { content, properties } = await reply;
  assert.strictEqual(content.toString(), 're: question');
  assert.strictEqual(properties.correlationId, '1');
}

(async () => {
  const connection = await amqp.connect(url, { heartbeat: 5 });
  for (const scenario of [publishAndConsume, propertiesComeBack, exchangesRoute, errorsEndTheChannelOnly, manyChannelsWork, requestsAreAnswered]) {
    await scenario(connection);
    console.log('ok', scenario.name);
  }
  await connection.close();
})().catch(error => {
  console.error(error);
  process.exit(1);
});
