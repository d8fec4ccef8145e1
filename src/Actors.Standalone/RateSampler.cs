using Actors.Runtime.Commands;

namespace Actors.Standalone;

/// <summary>Samples the actors that had a turn since the last second, so that rates cost an idle queue nothing.</summary>
internal sealed class RateSampler : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ITimer _timer;

    public RateSampler(TimeProvider clock, Func<Engine?> engine) =>
        _timer = clock.CreateTimer(_ => Sample(engine()), null, Period, Period);

    public void Dispose() => _timer.Dispose();

    private static void Sample(Engine? engine)
    {
        foreach (var entry in engine?.Catalog.Entries ?? [])
        {
            var actor = entry.Actor;
            if (actor.WantsSample)
            {
                actor.Post(new InlineCommand<bool>((on, _) =>
                {
                    on.Sample(Period.TotalSeconds);
                    return true;
                }));
            }
        }
    }
}
