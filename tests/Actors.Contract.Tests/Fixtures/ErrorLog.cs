using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Actors.Contract.Tests.Fixtures;

/// <summary>Keeps what is logged as an error: a test in which the broker reports one has failed, whatever else it saw.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _errors = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _errors.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }

    public void AssertEmpty() => Assert.Empty(_errors);

    public void Dispose()
    {
    }
}
