using Actors.Standalone;
using Microsoft.Extensions.Logging;

namespace Actors.Simulation.Tests.Worlds;

/// <summary>Reads what a broker logs: the only way to see from outside when it has recovered.</summary>
/// <param name="told">Takes the level and the text.</param>
internal sealed class BrokerWatch(Action<LogLevel, string> told) : ILogger<StandaloneBroker>
{
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the next line; to be taken before what causes it.</summary>
    public Task Next => _next.Task;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        told(logLevel, exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}");
        var next = _next;
        _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        next.TrySetResult();
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}
