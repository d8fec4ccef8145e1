"""What services written with pika do, checked step by step. Takes the port; ends with an error at the first surprise."""

import datetime
import decimal
import sys
import time

import pika
import pika.exceptions


def connect(**settings):
    return pika.BlockingConnection(pika.ConnectionParameters(host="127.0.0.1", port=int(sys.argv[1]), heartbeat=5, **settings))


def take(channel, queue, count):
    """The next messages of a queue, acked."""
    taken = []
    for method, properties, body in channel.consume(queue, inactivity_timeout=10):
        assert method is not None, f"{len(taken)} of {count} messages came from {queue}"
        channel.basic_ack(method.delivery_tag)
        taken.append((method, properties, body))
        if len(taken) == count:
            break
    channel.cancel()
    return taken


def publish_and_consume():
    connection = connect()
    channel = connection.channel()
    channel.confirm_delivery()
    channel.queue_declare("pika", durable=True)
    channel.queue_purge("pika")
    for number in range(100):
        channel.basic_publish("", "pika", str(number).encode(), pika.BasicProperties(delivery_mode=2))
    channel.basic_qos(prefetch_count=7)
    assert [int(body) for _, _, body in take(channel, "pika", 100)] == list(range(100))
    connection.close()


def properties_come_back():
    connection = connect()
    channel = connection.channel()
    channel.confirm_delivery()
    channel.queue_declare("pika-properties", durable=True)
    headers = {
        "text": "ünï", "small": 5, "large": 2**40, "negative": -7, "yes": True, "none": None, "bytes": b"\xff\x00",
        "list": [1, "two", {"three": 3}], "table": {"a": {"b": [1, 2]}}, "decimal": decimal.Decimal("12.34"),
        "time": datetime.datetime(2020, 1, 2, 3, 4, 5),
    }
    sent = pika.BasicProperties(
        content_type="text/plain", content_encoding="utf-8", headers=headers, delivery_mode=1, priority=3, correlation_id="c", reply_to="r",
        expiration="60000", message_id="m", timestamp=1700000000, type="t", user_id="guest", app_id="a", cluster_id="x")
    channel.basic_publish("", "pika-properties", b"body", sent)
    _, got, body = channel.basic_get("pika-properties", auto_ack=True)
    assert body == b"body"
    assert vars(got) == vars(sent), f"{got} is not {sent}"
    connection.close()


def exchanges_route():
    connection = connect()
    channel = connection.channel()
    channel.confirm_delivery()
    channel.exchange_declare("pika-topic", "topic", durable=True)
    queue = channel.queue_declare("", exclusive=True).method.queue
    channel.queue_bind(queue, "pika-topic", "logs.*.error")
    channel.basic_publish("pika-topic", "logs.db.error", b"1")
    channel.basic_publish("pika-topic", "logs.db.info", b"2")
    try:
        channel.basic_publish("pika-topic", "nowhere", b"3", mandatory=True)
        raise AssertionError("an unroutable message was not returned")
    except pika.exceptions.UnroutableError as error:
        assert error.messages[0].body == b"3"
    method, _, body = channel.basic_get(queue, auto_ack=True)
    assert (method.routing_key, body, method.message_count) == ("logs.db.error", b"1", 0)
    assert channel.basic_get(queue) == (None, None, None)
    connection.close()


def errors_end_the_channel_only():
    connection = connect()
    channel = connection.channel()
    try:
        channel.queue_declare("pika-missing", passive=True)
        raise AssertionError("a missing queue was found")
    except pika.exceptions.ChannelClosedByBroker as error:
        assert error.reply_code == 404, error
    assert connection.is_open
    connection.channel().queue_declare("pika-after", durable=True)
    connection.close()


def large_bodies_arrive():
    connection = connect()
    channel = connection.channel()
    channel.confirm_delivery()
    channel.queue_declare("pika-large", durable=True)
    body = bytes(range(256)) * 8192
    channel.basic_publish("", "pika-large", body)
    assert channel.basic_get("pika-large", auto_ack=True)[2] == body
    connection.close()


def requeued_and_rejected():
    connection = connect()
    channel = connection.channel()
    channel.confirm_delivery()
    channel.queue_declare("pika-again", durable=True)
    channel.queue_purge("pika-again")
    channel.basic_publish("", "pika-again", b"x")
    method, _, _ = channel.basic_get("pika-again")
    channel.basic_nack(method.delivery_tag, requeue=True)
    method, _, _ = channel.basic_get("pika-again")
    assert method.redelivered
    channel.basic_recover(requeue=True)
    method, _, _ = channel.basic_get("pika-again")
    channel.basic_reject(method.delivery_tag, requeue=False)
    assert channel.basic_get("pika-again")[0] is None
    connection.close()


def heartbeats_keep_a_quiet_connection():
    connection = connect()
    channel = connection.channel()
    end = time.monotonic() + 12
    while time.monotonic() < end:
        connection.process_data_events(time_limit=1)
    channel.queue_declare("pika-quiet", durable=True)
    connection.close()


def wrong_protocols_are_told():
    import socket
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as plain:
        plain.sendall(b"AMQP\x00\x01\x00\x00")
        assert plain.recv(8) == b"AMQP\x00\x00\x09\x01"
        assert plain.recv(1) == b""


for scenario in [
        publish_and_consume, properties_come_back, exchanges_route, errors_end_the_channel_only, large_bodies_arrive, requeued_and_rejected,
        heartbeats_keep_a_quiet_connection, wrong_protocols_are_told]:
    scenario()
    print("ok", scenario.__name__, flush=True)
