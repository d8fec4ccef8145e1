using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Actors.Protocol.Native;

namespace Actors.Connections;

/// <summary>One connection to one broker, from its hello to its end.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly ReadBuffer _buffer = new();
    private readonly TimeProvider _clock;
    private readonly TaskCompletionSource _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _reason;
    private long _heardAt;

    private Connection(Socket socket, DnsEndPoint endpoint, TimeProvider clock)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _clock = clock;
        Endpoint = $"{endpoint.Host}:{endpoint.Port}";
    }

    /// <summary>The broker's <c>host:port</c>.</summary>
    public string Endpoint { get; }

    /// <summary>What the broker said about itself.</summary>
    public WelcomeFrame Welcome { get; private set; }

    /// <summary>Why the broker is leaving; null as long as it has not said goodbye.</summary>
    public BrokerException? Goodbye { get; private set; }

    /// <summary>Completes when the broker has said goodbye.</summary>
    public Task Leaving => _leaving.Task;

    /// <summary>How long nothing has come.</summary>
    public TimeSpan Silence => _clock.GetElapsedTime(Volatile.Read(ref _heardAt));

    /// <summary>Connects and introduces the client.</summary>
    /// <exception cref="BrokerException">The broker cannot be reached, or why it refuses the client.</exception>
    public static async Task<Connection> OpenAsync(DnsEndPoint endpoint, ActorsClientOptions options, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.ConnectTimeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, patience.Token).ConfigureAwait(false);
            var connection = new Connection(socket, endpoint, options.TimeProvider);
            await connection.IntroduceAsync(options, patience.Token).ConfigureAwait(false);
            return connection;
        }
        catch (Exception error) when (error is SocketException or IOException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            socket.Dispose();
            var reason = error is OperationCanceledException ? $"no answer within {options.ConnectTimeout}" : error.Message;
            throw new BrokerException(ErrorCode.Unavailable, $"The broker at {endpoint.Host}:{endpoint.Port} cannot be reached: {reason}", error) { Scope = ErrorScope.Connection };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Hands over frames until the connection ends.</summary>
    /// <param name="receive">Takes each frame; its memory is valid during the call only.</param>
    /// <returns>Why it ended.</returns>
    public async Task<Exception> ReadAsync(Action<Connection, Frame> receive)
    {
        try
        {
            while (true)
            {
                TakeFrames(receive);
                await _buffer.ReadAsync(_stream, CancellationToken.None).ConfigureAwait(false);
                Volatile.Write(ref _heardAt, _clock.GetTimestamp());
            }
        }
        catch (Exception error)
        {
            Abort(error);
            return Goodbye ?? _reason!;
        }
    }

    /// <summary>Writes bytes. One call at a time.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes);

    /// <summary>The broker has said goodbye.</summary>
    public void Leave(BrokerException reason)
    {
        Goodbye = reason;
        _leaving.TrySetResult();
    }

    /// <summary>Tells a broker that leaves that this was all. Nothing may be written afterwards.</summary>
    public void SayGoodbye() => _ = SayGoodbyeAsync();

    /// <summary>Ends the connection at once.</summary>
    /// <param name="reason">Why; the first one counts.</param>
    public void Abort(Exception reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private async Task IntroduceAsync(ActorsClientOptions options, CancellationToken cancellationToken)
    {
        var hello = new ArrayBufferWriter<byte>();
        FrameWriter.Write(hello, 0, new HelloFrame(NativeProtocol.Version, options.Name, options.User, options.Password));
        await _stream.WriteAsync(hello.WrittenMemory, cancellationToken).ConfigureAwait(false);
        while (!TakeWelcome())
        {
            await _buffer.ReadAsync(_stream, cancellationToken).ConfigureAwait(false);
        }

        _heardAt = _clock.GetTimestamp();
    }

    private async Task SayGoodbyeAsync()
    {
        var goodbye = new ArrayBufferWriter<byte>();
        FrameWriter.Write(goodbye, 0, new GoodbyeFrame(ErrorCode.None, ""));
        try
        {
            await _stream.WriteAsync(goodbye.WrittenMemory).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            Abort(error);
        }
    }

    private bool TakeWelcome()
    {
        var unread = new ReadOnlySequence<byte>(_buffer.Unread);
        if (!Frame.TryTake(ref unread, Limits.Default.FrameBytes, out var frame))
        {
            return false;
        }

        Welcome = frame.Type switch
        {
            FrameType.Welcome => frame.Read<WelcomeFrame>(),
            FrameType.Goodbye => throw frame.Read<GoodbyeFrame>().ToException(),
            _ => throw Violations.Unexpected(frame.Type, "only Welcome or Goodbye"),
        };
        _buffer.Take(_buffer.Unread.Length - (int)unread.Length);
        return true;
    }

    private void TakeFrames(Action<Connection, Frame> receive)
    {
        var unread = new ReadOnlySequence<byte>(_buffer.Unread);
        while (Frame.TryTake(ref unread, Welcome.FrameBytes, out var frame))
        {
            receive(this, frame);
        }

        _buffer.Take(_buffer.Unread.Length - (int)unread.Length);
    }
}
