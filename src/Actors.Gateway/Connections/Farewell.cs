using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Actors.Gateway.Connections;

/// <summary>The last moments of a connection: what was said last still has to be sent, and be read by the other side.</summary>
/// <param name="connection">The connection.</param>
/// <param name="output">Its way out.</param>
/// <param name="time">The clock.</param>
internal sealed class Farewell(ConnectionContext connection, ConnectionOutput output, TimeProvider time)
{
    /// <summary>Long enough for a peer that listens; one that does not is torn down.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Sends what is left. A peer that does not read cannot keep its connection from ending.</summary>
    /// <param name="patience">How long it may take to read.</param>
    public async Task FlushAsync(TimeSpan patience)
    {
        try
        {
            await output.WhenFlushedAsync().WaitAsync(patience, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            connection.Abort();
        }
    }

    /// <summary>
    /// Sends what is left and waits a moment for the peer to close its side. Tearing a connection down with bytes unread
    /// makes the system drop what was sent last, the goodbye: so what still comes in is read, and refused or thrown away.
    /// </summary>
    /// <param name="refuse">Answers what came in and tells how far it got; null to throw it away.</param>
    public async Task LingerAsync(Func<ReadOnlySequence<byte>, SequencePosition>? refuse)
    {
        await FlushAsync(Patience).ConfigureAwait(false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        using var timer = time.CreateTimer(static patience => ((CancellationTokenSource)patience!).Cancel(), patience, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            var input = connection.Transport.Input;
            for (var isOpen = true; isOpen;)
            {
                var result = await input.ReadAsync(patience.Token).ConfigureAwait(false);
                input.AdvanceTo(refuse?.Invoke(result.Buffer) ?? result.Buffer.End, result.Buffer.End);
                isOpen = !result.IsCompleted;
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // It is gone already, or takes too long over it.
        }
        catch (BrokerException)
        {
            // What came last was no protocol; there is nobody to tell any more.
        }

        await FlushAsync(Patience).ConfigureAwait(false);
    }
}
