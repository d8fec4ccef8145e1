using Actors.Core.Publishers;
using Xunit.Abstractions;

namespace Actors.Core.Tests.Publishers;

public class PublisherStateTests(ITestOutputHelper output)
{
    [Fact]
    public void Whatever_the_order_of_its_numbers_each_is_known_once_it_is_stored()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("MODEL_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"MODEL_SEED={seed}");
        var random = new Random(seed);
        var state = new PublisherState();
        state.Begin(3);
        var stored = new Dictionary<long, long>();
        var offset = 0L;
        for (var step = 0; step < 5_000; step++)
        {
            // Mostly the next ones, sometimes some further on, sometimes some that were passed over.
            var first = Math.Max(state.Floor, state.Next + random.Next(10) switch { 0 => random.Next(20), 1 or 2 => -random.Next(300), _ => 0 });
            var count = random.Next(1, 20);
            var run = first;
            for (var number = first; number <= first + count; number++)
            {
                if (number < first + count && !stored.ContainsKey(number))
                {
                    continue;
                }

                if (number > run)
                {
                    state.Store(new SequenceRun(run, number - run, offset));
                    for (; run < number; run++)
                    {
                        stored[run] = offset++;
                    }
                }

                run = number + 1;
            }

            for (var number = Math.Max(state.Floor, state.Next - 400); number < state.Next + 5; number++)
            {
                Assert.True(state.IsStored(number) == stored.ContainsKey(number), $"Step {step}: number {number}, floor {state.Floor}, next {state.Next}.");
                Assert.True(state.OffsetOf(number) is var known && (known == -1 || known == stored[number]));
            }
        }

        Assert.True(state.Gaps.Count <= 256);
    }

    [Fact]
    public void Of_too_many_publishers_those_that_stored_longest_ago_are_forgotten()
    {
        var table = new PublisherTable(most: 2);
        table.Touch("a", 1).Store(new SequenceRun(0, 1, 0));
        table.Touch("b", 1).Store(new SequenceRun(0, 1, 1));
        table.Touch("a", 1).Store(new SequenceRun(1, 1, 2));
        table.Touch("c", 1).Store(new SequenceRun(0, 1, 3));
        Assert.True(table.TryFind("a", out var a) && a.Next == 2);
        Assert.False(table.TryFind("b", out _));
    }
}
