using Actors.Core.Offsets;
using Actors.Core.Schedulers;
using Xunit.Abstractions;

namespace Actors.Core.Tests.Schedulers;

/// <summary>Random calls against a plain sorted set.</summary>
public class FifoSchedulerTests(ITestOutputHelper output)
{
    [Fact]
    public void It_gives_the_oldest_of_what_is_ready_whatever_was_removed_and_came_back()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("MODEL_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"MODEL_SEED={seed}");
        var random = new Random(seed);
        var fifo = new FifoScheduler(0);
        var ready = new SortedSet<long>();
        var away = new List<long>();
        var next = 0L;
        for (var step = 0; step < 30_000; step++)
        {
            switch (random.Next(5))
            {
                case 0:
                    var run = new OffsetRun(next, random.Next(1, 100));
                    fifo.Append(run);
                    ready.UnionWith(Enumerable.Range(0, (int)run.Count).Select(at => run.First + at));
                    next = run.End;
                    break;
                case 1 when next > 0:
                    var removed = new OffsetRun(Math.Max(0, next - 1 - random.Next(300)), random.Next(1, 70));
                    removed = removed with { Count = Math.Min(removed.Count, next - removed.First) };
                    fifo.Remove(removed);
                    away.AddRange(ready.GetViewBetween(removed.First, removed.End - 1));
                    ready.RemoveWhere(offset => offset >= removed.First && offset < removed.End);
                    break;
                case 2 when away.Count > 0:
                    var back = away[random.Next(away.Count)];
                    away.Remove(back);
                    fifo.Return(new OffsetRun(back, 1));
                    ready.Add(back);
                    break;
                default:
                    if (fifo.TryTake(random.Next(1, 50), 0, out var taken))
                    {
                        for (var offset = taken.First; offset < taken.End; offset++)
                        {
                            Assert.Equal(ready.Min, offset);
                            ready.Remove(offset);
                            away.Add(offset);
                        }
                    }
                    else
                    {
                        Assert.Empty(ready);
                    }

                    break;
            }

            Assert.Equal(ready.Count, fifo.Count);
            if (step % 500 == 0)
            {
                Assert.Equal(ready, fifo.Runs().SelectMany(run => Enumerable.Range(0, (int)run.Count).Select(at => run.First + at)));
            }
        }
    }
}
