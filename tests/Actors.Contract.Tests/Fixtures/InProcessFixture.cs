using Actors.Journal;
using Actors.Standalone;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Contract.Tests.Fixtures;

/// <summary>The broker in this process, over a journal in memory.</summary>
public sealed class InProcessFixture : IBrokerFixture
{
    private const int SegmentBytes = 20 * 1024 * 1024;

    private readonly MemoryFiles _files = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ErrorLog _log = new();
    private readonly LoggerFactory _logging;
    private Limits _limits = Limits.Default;
    private StandaloneBroker? _broker;

    public InProcessFixture() => _logging = new LoggerFactory([_log]);

    public IBroker Broker => _broker!;

    public ValueTask StartAsync(Limits limits)
    {
        _limits = limits;
        Open();
        return ValueTask.CompletedTask;
    }

    public ValueTask<IBroker> ConnectAsync() => ValueTask.FromResult(Broker);

    public ValueTask AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask RestartAsync()
    {
        await _broker!.DisposeAsync();
        Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _broker!.DisposeAsync();
        _log.AssertEmpty();
        _logging.Dispose();
    }

    private void Open()
    {
        var options = new ActorsOptions { Files = _files, SegmentBytes = SegmentBytes, Limits = _limits, Clock = _clock };
        _broker = new StandaloneBroker(options, _logging.CreateLogger<StandaloneBroker>());
        _broker.Start();
    }
}
