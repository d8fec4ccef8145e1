using Actors.Core.Offsets;
using Actors.Core.Schedulers;
using Actors.Core.Traits;
using Xunit.Abstractions;

namespace Actors.Core.Tests.Schedulers;

/// <summary>
/// Random calls from a seed, on schedulers of many policies and on the model. The seed is new each time and printed; to see
/// one again, put it into the environment variable MODEL_SEED.
/// </summary>
public sealed class SchedulerModelTests(ITestOutputHelper output)
{
    private const int Calls = 2_000;
    private const int MostReady = 60;

    public static TheoryData<DeliveryOrder, int, KeyFairness, bool> Policies
    {
        get
        {
            var policies = new TheoryData<DeliveryOrder, int, KeyFairness, bool>();
            foreach (var order in Enum.GetValues<DeliveryOrder>())
            {
                foreach (var limit in (int[])[0, 1, 3])
                {
                    policies.Add(order, limit, KeyFairness.None, false);
                    policies.Add(order, limit, KeyFairness.ByCount, false);
                    policies.Add(order, limit, KeyFairness.ByCost, true);
                }
            }

            return policies;
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void The_scheduler_does_what_the_model_allows(DeliveryOrder order, int limit, KeyFairness fairness, bool ages)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("MODEL_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"MODEL_SEED={seed}");
        var policy = new QueueDefinition("queue")
        {
            Order = order,
            ConcurrencyPerKey = limit,
            Fairness = fairness,
            PriorityAgeing = ages && order == DeliveryOrder.Priority ? TimeSpan.FromSeconds(2) : null,

            // Deadlines are the order here, and never so near that anything is dropped.
            ExpectedServiceTime = order == DeliveryOrder.Fifo && limit == 0 && fairness == KeyFairness.None ? TimeSpan.Zero : null,
        };
        var run = new Run(policy, new Random(seed));
        for (var call = 0; call < Calls; call++)
        {
            run.Step();
        }
    }

    private sealed class Run(QueueDefinition policy, Random random)
    {
        private readonly TraitTable _traits = new();
        private readonly SchedulerModel _model = new(policy);
        private readonly List<long> _taken = [];
        private readonly List<long> _away = [];
        private KeyScheduler? _scheduler;
        private long _next;
        private long _now = ScheduledQueue.Start;

        public void Step()
        {
            _scheduler ??= new KeyScheduler(policy, _traits);
            _now += random.Next(5) == 0 ? TimeSpan.FromMilliseconds(random.Next(1_000)).Ticks : 0;
            switch (random.Next(100))
            {
                case < 30:
                    Append(random.Next(1, 8));
                    break;
                case < 65:
                    Take(random.Next(1, 6));
                    break;
                case < 80:
                    Settle();
                    break;
                case < 90:
                    GiveBack();
                    break;
                case < 95:
                    TakeAway();
                    break;
                case < 97 when policy.Fairness == KeyFairness.None:
                    Recover();
                    break;
                default:
                    Correct();
                    break;
            }

            Assert.Equal(_model.Ready.Count(), _scheduler.Count);
            Assert.Equal(_model.Next().Any(), _scheduler.Available(_now) > 0);
        }

        private void Append(int count)
        {
            count = _model.Ready.Count() > MostReady ? 1 : count;
            for (var i = 0; i < count; i++)
            {
                var traits = new MessageTraits(
                    Key: (ulong)random.Next(8), Priority: (byte)random.Next(10), Cost: (uint)random.Next(50), 0, 0,
                    Deadline: random.Next(4) == 0 ? 0 : ScheduledQueue.Start + TimeSpan.FromDays(random.Next(1_000, 2_000)).Ticks, PublishedAt: _now);
                _traits.Add(_next + i, traits);
                _model.Append(_next + i, traits);
            }

            _scheduler!.Append(new OffsetRun(_next, count));
            _next += count;
        }

        private void Take(int max)
        {
            var any = _model.Next().Any();
            Assert.Equal(any, _scheduler!.TryTake(max, _now, out var run));
            for (var offset = run.First; offset < run.End; offset++)
            {
                Assert.Contains(offset, _model.Next());
                _model.Take(offset);
                _taken.Add(offset);
            }

            if (any)
            {
                Assert.InRange(run.Count, 1, max);
                _scheduler.Hold(run);
            }
        }

        private void Settle()
        {
            if (Pick(_taken) is { } offset)
            {
                _scheduler!.Remove(new OffsetRun(offset, 1));
                _model.Remove(offset);
                _traits.Forget(new OffsetRun(offset, 1));
            }
        }

        private void GiveBack()
        {
            if (Pick(random.Next(2) == 0 ? _taken : _away) is { } offset)
            {
                _scheduler!.Return(new OffsetRun(offset, 1));
                _model.Return(offset, _traits.Find(offset));
            }
        }

        // Expired, cancelled or delayed before it was ever taken.
        private void TakeAway()
        {
            if (_model.Ready.Any())
            {
                var offset = _model.Ready.ElementAt(random.Next(_model.Ready.Count()));
                _scheduler!.Remove(new OffsetRun(offset, 1));
                _model.Remove(offset);
                _away.Add(offset);
            }
        }

        // Another scheduler is told everything anew, as recovery does, leased messages too.
        private void Recover()
        {
            _scheduler = new KeyScheduler(policy, _traits);
            _scheduler.Append(new OffsetRun(0, _next));
            var ready = _model.Ready.ToHashSet();
            for (var offset = 0L; offset < _next; offset++)
            {
                if (_taken.Contains(offset))
                {
                    _scheduler.Hold(new OffsetRun(offset, 1));
                }
                else if (!ready.Contains(offset))
                {
                    _scheduler.Remove(new OffsetRun(offset, 1));
                }
            }

            Assert.Equal(_model.Ready, _scheduler.Runs().SelectMany(run => Enumerable.Range(0, (int)run.Count).Select(at => run.First + at)));
        }

        private void Correct()
        {
            if (_taken.Count > 0)
            {
                _scheduler!.Correct(new OffsetRun(_taken[random.Next(_taken.Count)], 1), random.Next(500));
            }
        }

        private long? Pick(List<long> offsets)
        {
            if (offsets.Count == 0)
            {
                return null;
            }

            var at = random.Next(offsets.Count);
            var offset = offsets[at];
            offsets.RemoveAt(at);
            return offset;
        }
    }
}
