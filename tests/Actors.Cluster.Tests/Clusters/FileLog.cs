using Microsoft.Extensions.Logging;

namespace Actors.Cluster.Tests.Clusters;

/// <summary>Writes what silos log to a file, to find out why a test failed.</summary>
internal sealed class FileLog(string path) : ILoggerProvider
{
    private static readonly Lock Writing = new();

    public ILogger CreateLogger(string categoryName) => new Category(path, categoryName);

    public void Dispose()
    {
    }

    private sealed class Category(string path, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lock (Writing)
                {
                    File.AppendAllText(path, $"{DateTime.UtcNow:HH:mm:ss.fff} {logLevel} {name}: {formatter(state, exception)} {exception}{Environment.NewLine}");
                }
            }
        }
    }
}
