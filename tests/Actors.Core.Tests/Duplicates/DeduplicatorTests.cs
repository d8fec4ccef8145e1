using Actors.Core.Duplicates;
using Actors.Core.Offsets;
using Xunit.Abstractions;

namespace Actors.Core.Tests.Duplicates;

/// <summary>Random ids against a plain list of all that was ever stored.</summary>
[Collection(nameof(Schedulers.MemoryTests))]
public class DeduplicatorTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(100, 0, false)]
    [InlineData(0, 50, false)]
    [InlineData(0, 0, true)]
    [InlineData(200, 30, true)]
    public void It_knows_what_its_rules_say_and_nothing_else(long window, long count, bool whilePending)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("MODEL_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"MODEL_SEED={seed}");
        var random = new Random(seed);
        var known = new Deduplicator(new DeduplicationRules(window, count, whilePending));
        var all = new List<(UInt128 Id, long Offset, long Time, bool Settled)>();
        var pending = new List<int>();
        var (now, offset) = (1L, 0L);
        for (var step = 0; step < 20_000; step++)
        {
            now += random.Next(3);
            if (pending.Count > 0 && random.Next(3) == 0)
            {
                var at = random.Next(4) == 0 ? random.Next(pending.Count) : 0;
                all[pending[at]] = all[pending[at]] with { Settled = true };
                known.Settle(new OffsetRun(all[pending[at]].Offset, 1));
                pending.RemoveAt(at);
                continue;
            }

            var id = new UInt128(7, (ulong)random.Next(1, 400));
            var expected = all.FindLastIndex(entry => entry.Id == id);
            var holds = expected >= 0
                && ((window > 0 && now - all[expected].Time < window) || expected >= all.Count - count || (whilePending && !all[expected].Settled));
            Assert.Equal(holds, known.TryFind(id, now, out var found));
            if (holds)
            {
                Assert.Equal(all[expected].Offset, found);
                continue;
            }

            offset += random.Next(1, 4);
            known.Add(id, offset, now);
            pending.Add(all.Count);
            all.Add((id, offset, now, false));
        }
    }

    [Fact]
    public void What_it_writes_gives_it_again()
    {
        var rules = new DeduplicationRules(1000, 5, true);
        var known = new Deduplicator(rules);
        for (var i = 0; i < 100; i++)
        {
            known.Add((UInt128)(i + 1), i * 2, i);
        }

        known.Settle(new OffsetRun(0, 100));
        var copy = new Deduplicator(rules);
        foreach (var entry in known.Entries)
        {
            copy.Restore(entry, entry.Time);
        }

        for (var now = 100; now < 1200; now += 100)
        {
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal(known.TryFind((UInt128)(i + 1), now, out var one), copy.TryFind((UInt128)(i + 1), now, out var other));
                Assert.Equal(one, other);
            }
        }
    }

    [Fact]
    public void An_id_costs_at_most_44_bytes()
    {
        const int Ids = 300_000;
        var known = new Deduplicator(new DeduplicationRules(long.MaxValue, 0, false));
        known.Add(UInt128.MaxValue, 0, 0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i <= Ids; i++)
        {
            known.Add(new UInt128((ulong)i * 0x9E3779B97F4A7C15, (ulong)i * 0xC2B2AE3D27D4EB4F), i, i);
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Ids;
        output.WriteLine($"{bytes:F1} bytes an id");
        Assert.InRange(bytes, 32, 44);
        GC.KeepAlive(known);
    }
}
