using Actors.Consumers;
using Actors.Outgoing;
using Actors.Publishing;
using Microsoft.Extensions.Logging;

namespace Actors.Connections;

/// <summary>Keeps a client connected: dials the endpoints in turn, reads, and starts over when a connection ends.</summary>
internal sealed class ConnectionLoop(
    ActorsClientOptions options, Pipeline pipeline, Publisher publisher, ConsumerTable consumers, Action<ConnectionChange> changed, ILogger log)
{
    // A broker that says goodbye answers what it has read; longer than this it is not waited for.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(10);

    // A connection that lasted this long was a good one: the next is dialled at once.
    private static readonly TimeSpan GoodConnection = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _firstRound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FrameDispatch _dispatch = new(pipeline, consumers, log);
    private readonly Backoff _backoff = new(options);
    private readonly HashSet<Connection> _open = [];
    private int _nextEndpoint;
    private Task _farewell = Task.CompletedTask;
    private Task _running = Task.CompletedTask;

    /// <summary>Completes with the first connection, or fails when all endpoints have failed once.</summary>
    public Task FirstRound => _firstRound.Task;

    /// <summary>Starts.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Ends the connection and tries no more.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        lock (_open)
        {
            foreach (var connection in _open)
            {
                connection.Abort(new ObjectDisposedException(nameof(ActorsClient)));
            }
        }

        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        string? endpoint = null;
        Exception? reason = null;
        while (!_stop.IsCancellationRequested)
        {
            changed(new ConnectionChange(ConnectionState.Connecting, endpoint, reason));
            if (await DialAsync(reason).ConfigureAwait(false) is not { } connection)
            {
                return;
            }

            var started = options.TimeProvider.GetTimestamp();
            endpoint = connection.Endpoint;
            reason = await ServeAsync(connection).ConfigureAwait(false);
            if (options.TimeProvider.GetElapsedTime(started) < GoodConnection)
            {
                await _backoff.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                _backoff.Reset();
            }
        }
    }

    // Null once the client is closed.
    private async Task<Connection?> DialAsync(Exception? lost)
    {
        using var patience = options.TimeProvider.CreateTimer(_ => LosePatience(lost), null, options.Patience, Timeout.InfiniteTimeSpan);
        while (!_stop.IsCancellationRequested)
        {
            for (var tried = 0; tried < options.Endpoints.Count; tried++)
            {
                var endpoint = options.Endpoints[_nextEndpoint % options.Endpoints.Count];
                try
                {
                    return await Connection.OpenAsync(endpoint, options, _stop.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    return null;
                }
                catch (Exception error)
                {
                    _nextEndpoint++;
                    lost = error;
                    log.EndpointFailed(endpoint.Host, endpoint.Port, error.Message);
                }
            }

            Explain(lost!);
            await _backoff.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    // Waiting does not help against wrong credentials, so calls are told at once. Trying goes on: brokers are reconfigured.
    private void Explain(Exception error)
    {
        if (error is BrokerException { Code: ErrorCode.Unauthorized or ErrorCode.VersionMismatch } refusal)
        {
            Refuse(refusal);
        }

        _firstRound.TrySetException(error);
    }

    private void LosePatience(Exception? lost) => Refuse(new BrokerException(
        ErrorCode.Unavailable,
        $"No broker could be reached for {options.Patience}; tried {string.Join(", ", options.Endpoints.Select(endpoint => $"{endpoint.Host}:{endpoint.Port}"))}. {lost?.Message}",
        lost));

    private void Refuse(BrokerException refusal)
    {
        pipeline.Refuse(refusal);
        publisher.FailWaiting(refusal);
    }

    // Returns when the next connection is needed: at the end of this one or, if the broker says goodbye, as soon as it does.
    private async Task<Exception?> ServeAsync(Connection connection)
    {
        lock (_open)
        {
            _open.Add(connection);
            if (_stop.IsCancellationRequested)
            {
                connection.Abort(new ObjectDisposedException(nameof(ActorsClient)));
            }
        }

        // What was sent to a broker that leaves must be stored before what is sent from now on, or be known to have failed.
        await _farewell.ConfigureAwait(false);
        pipeline.Attach(connection);
        var reading = ReadAsync(connection);
        _firstRound.TrySetResult();
        changed(new ConnectionChange(ConnectionState.Connected, connection.Endpoint, null));
        log.Connected(connection.Endpoint, connection.Welcome.Broker);
        await Task.WhenAny(reading, connection.Leaving).ConfigureAwait(false);
        _nextEndpoint++;
        if (!reading.IsCompleted)
        {
            // The broker still answers what it was sent; meanwhile the next one can be dialled.
            _farewell = EndAfterAsync(connection, reading);
        }

        var reason = connection.Goodbye ?? await reading.ConfigureAwait(false);
        log.Disconnected(connection.Endpoint, reason.Message);
        if (!_stop.IsCancellationRequested)
        {
            consumers.ConnectionLost();
        }

        return reason;
    }

    private async Task<Exception> ReadAsync(Connection connection)
    {
        using var ended = new CancellationTokenSource();
        var heartbeat = Heartbeat.WatchAsync(connection, pipeline, options, ended.Token);
        var reason = await connection.ReadAsync(_dispatch.Receive).ConfigureAwait(false);
        pipeline.Fail(connection, reason);
        lock (_open)
        {
            _open.Remove(connection);
        }

        await ended.CancelAsync().ConfigureAwait(false);
        await heartbeat.ConfigureAwait(false);
        return reason;
    }

    private async Task EndAfterAsync(Connection connection, Task reading)
    {
        await reading.WaitAsync(LongestFarewell, options.TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.Abort(new TimeoutException($"The broker at {connection.Endpoint} said goodbye and did not close."));
        await reading.ConfigureAwait(false);
    }
}
