using Actors.Protocol.Native;
using Xunit.Abstractions;

namespace Actors.Protocol.Tests.Native;

/// <summary>Damaged frames are read as other frames or refused as violations; nothing else may happen.</summary>
public class FrameFuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 2_000;

    [Fact]
    public void Damaged_payloads_are_read_or_refused_and_what_is_read_can_be_written()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        foreach (var row in FrameTable.Rows)
        {
            for (var round = 0; round < Rounds; round++)
            {
                var payload = Damage(row.Payload.ToArray(), random);
                try
                {
                    Assert.Equal(Frame.HeaderBytes + payload.Length, row.Rewrite(payload).Length);
                }
                catch (BrokerException error) when (error is { Code: ErrorCode.ProtocolViolation, Scope: ErrorScope.Connection } or { Code: ErrorCode.InvalidArgument, Scope: ErrorScope.Request })
                {
                    continue;
                }
                catch (Exception error)
                {
                    Assert.Fail($"seed {seed}: {row.Title} as {Convert.ToHexString(payload)}: {error}");
                }
            }
        }
    }

    private static byte[] Damage(byte[] payload, Random random)
    {
        for (var wounds = random.Next(1, 4); wounds > 0 && payload.Length > 0; wounds--)
        {
            var at = random.Next(payload.Length);
            switch (random.Next(4))
            {
                case 0:
                    payload[at] = (byte)random.Next(256);
                    break;
                case 1:
                    payload[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    payload = payload[..at];
                    break;
                default:
                    payload = [.. payload[..at], (byte)random.Next(256), .. payload[at..]];
                    break;
            }
        }

        return payload;
    }
}
