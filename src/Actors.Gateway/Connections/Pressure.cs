namespace Actors.Gateway.Connections;

/// <summary>What is under way on one connection, and whether that is so much that nothing more should be read from it.</summary>
/// <param name="output">The connection's way out.</param>
/// <param name="limits">What is allowed.</param>
/// <param name="unconfirmedOfAll">The published bytes of all connections that wait to become durable.</param>
internal class Pressure(ConnectionOutput output, Limits limits, Budget unconfirmedOfAll)
{
    private readonly Budget _requests = new(limits.RequestsPerConnection);
    private readonly Budget _any = new(limit: 1);
    private readonly Budget _unconfirmed = new(limits.UnconfirmedBytesPerConnection);

    /// <summary>The connection's way out.</summary>
    public ConnectionOutput Output { get; } = output;

    /// <summary>What is allowed.</summary>
    public Limits Limits { get; } = limits;

    /// <summary>Whether nothing more should be read for now.</summary>
    public bool AreTooMany => _requests.IsExhausted || _unconfirmed.IsExhausted || unconfirmedOfAll.IsExhausted || Output.IsFull;

    /// <summary>Whether what holds reading up is that published messages wait to become durable.</summary>
    public bool IsPublishingHeld => _unconfirmed.IsExhausted || unconfirmedOfAll.IsExhausted;

    /// <summary>Waits until more may be read.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask WhenFewerAsync(CancellationToken cancellationToken)
    {
        while (AreTooMany)
        {
            await _requests.WhenBelowAsync(cancellationToken).ConfigureAwait(false);
            await _unconfirmed.WhenBelowAsync(cancellationToken).ConfigureAwait(false);
            await unconfirmedOfAll.WhenBelowAsync(cancellationToken).ConfigureAwait(false);
            await Output.WhenRoomAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until all that was begun has ended.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask WhenNoneAsync(CancellationToken cancellationToken) => _any.WhenBelowAsync(cancellationToken);

    /// <summary>A request is under way.</summary>
    /// <param name="publishedBytes">What it publishes.</param>
    public void Begin(int publishedBytes = 0)
    {
        _requests.Take(1);
        _any.Take(1);
        if (publishedBytes > 0)
        {
            _unconfirmed.Take(publishedBytes);
            unconfirmedOfAll.Take(publishedBytes);
        }
    }

    /// <summary>A request is over.</summary>
    /// <param name="publishedBytes">What it published.</param>
    public void End(int publishedBytes = 0)
    {
        if (publishedBytes > 0)
        {
            _unconfirmed.Return(publishedBytes);
            unconfirmedOfAll.Return(publishedBytes);
        }

        _requests.Return(1);
        _any.Return(1);
    }
}
