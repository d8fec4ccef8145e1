using System.Text;
using Actors.Protocol.Amqp;

namespace Actors.Gateway.Tests.Amqp;

/// <summary>What a client might say in the course of its life, and then some damage to it.</summary>
internal sealed class DamagedConversation(Random random)
{
    /// <summary>Everything the client says, without waiting for answers.</summary>
    public byte[] Bytes()
    {
        var frames = new List<byte[]>
        {
            AmqpProtocol.Header.ToArray(),
            AmqpClient.Encode(0, new ConnectionMethods.StartOk([], "PLAIN", Encoding.UTF8.GetBytes("\0guest\0guest"), "en_US")),
            AmqpClient.Encode(0, new ConnectionMethods.TuneOk(100, 8192, 0)),
            AmqpClient.Encode(0, new ConnectionMethods.Open("/")),
            AmqpClient.Encode(1, default(ChannelMethods.Open)),
            AmqpClient.Encode(2, default(ChannelMethods.Open)),
        };
        for (var more = random.Next(20); more > 0; more--)
        {
            frames.Add(Any());
        }

        for (var wounds = random.Next(4); wounds > 0; wounds--)
        {
            Damage(frames);
        }

        return [.. frames.SelectMany(frame => frame)];
    }

    private byte[] Any()
    {
        var channel = (ushort)random.Next(1, 3);
        var (queue, exchange) = ($"fuzz-{random.Next(3)}", $"fuzz-{random.Next(3)}");
        var (tag, yes) = ((ulong)random.Next(5), random.Next(2) == 0);
        return random.Next(24) switch
        {
            0 or 1 => AmqpClient.Encode(channel, new QueueMethods.Declare(queue, false, true, false, false, yes, [])),
            2 or 3 or 4 or 5 => AmqpClient.Publish(channel, yes ? "" : exchange, queue, new byte[random.Next(2) * random.Next(8000)], yes),
            6 or 7 => AmqpClient.Encode(channel, new BasicMethods.Consume(queue, $"c{random.Next(3)}", false, yes, random.Next(9) == 0, false, [])),
            8 => AmqpClient.Encode(channel, new BasicMethods.Ack(tag, yes)),
            9 => AmqpClient.Encode(channel, new BasicMethods.Nack(tag, yes, random.Next(2) == 0)),
            10 => AmqpClient.Encode(channel, new BasicMethods.Reject(tag, yes)),
            11 => AmqpClient.Encode(channel, new BasicMethods.Get(queue, yes)),
            12 => AmqpClient.Encode(channel, new BasicMethods.Qos(0, (ushort)random.Next(5), yes)),
            13 => AmqpClient.Encode(channel, new ExchangeMethods.Declare(exchange, "topic", false, true, yes, false, false, [])),
            14 => AmqpClient.Encode(channel, new QueueMethods.Bind(queue, exchange, "#", yes, [])),
            15 => AmqpClient.Encode(channel, new QueueMethods.Unbind(queue, exchange, "#", [])),
            16 => AmqpClient.Encode(channel, new BasicMethods.Cancel($"c{random.Next(3)}", yes)),
            17 => AmqpClient.Encode(channel, new ConfirmMethods.Select(yes)),
            18 => AmqpClient.Encode(channel, default(TxMethods.Select)),
            19 => yes ? AmqpClient.Encode(channel, default(TxMethods.Commit)) : AmqpClient.Encode(channel, default(TxMethods.Rollback)),
            20 => AmqpClient.Encode(channel, new BasicMethods.Recover(true)),
            21 => AmqpClient.Encode(channel, new QueueMethods.Purge(queue, yes)),
            22 => yes ? AmqpClient.Encode(channel, new ChannelMethods.Close(200, "", 0, 0)) : AmqpClient.Encode(channel, default(ChannelMethods.CloseOk)),
            _ => AmqpClient.Encode(0, new ConnectionMethods.Close(200, "bye", 0, 0)),
        };
    }

    private void Damage(List<byte[]> frames)
    {
        var at = random.Next(frames.Count);
        var frame = frames[at].ToArray();
        if (frame.Length == 0)
        {
            // It was cut to nothing before.
            return;
        }

        switch (random.Next(9))
        {
            case 0:
                frames.RemoveAt(at);
                break;
            case 1:
                frames.Insert(at, frame);
                break;
            case 2:
                var other = random.Next(frames.Count);
                (frames[at], frames[other]) = (frames[other], frames[at]);
                break;
            case 3:
                frames[at] = frame[..random.Next(frame.Length)];
                break;
            case 4:
                frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
                frames[at] = frame;
                break;
            case 5:
                frame[random.Next(frame.Length)] = (byte)random.Next(256);
                frames[at] = frame;
                break;
            case 6:
                frame[^1] = (byte)random.Next(256);
                frames[at] = frame;
                break;
            case 7:
                frames[at] = AmqpClient.Frame((FrameKind)random.Next(1, 10), (ushort)random.Next(3), Noise(random.Next(200)));
                break;
            default:
                byte[] method = [0, (byte)(random.Next(2, 18) * 5), 0, (byte)random.Next(130), .. Noise(random.Next(60))];
                frames.Insert(at, AmqpClient.Frame(FrameKind.Method, (ushort)random.Next(3), method));
                break;
        }
    }

    private byte[] Noise(int bytes)
    {
        var noise = new byte[bytes];
        random.NextBytes(noise);
        return noise;
    }
}
