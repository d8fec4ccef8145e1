namespace Actors;

/// <summary>Brings dead letters back.</summary>
public static class RedriveExtensions
{
    /// <summary>
    /// Moves messages from a dead-letter queue to where each came from, or to one target. A message is removed only once it is
    /// stored there, so none is lost when the redrive is cancelled or its process dies; the few that were under way may then be
    /// in both places.
    /// </summary>
    /// <remarks>
    /// What is there at the beginning is moved, oldest first; what is dead-lettered meanwhile stays. Messages that are not
    /// selected are held under lease until the end and then given back untouched.
    /// </remarks>
    /// <param name="broker">The broker.</param>
    /// <param name="source">The dead-letter queue.</param>
    /// <param name="options">Which, where to, how fast; null for all, to where they came from, at once.</param>
    /// <param name="cancellationToken">Ends the redrive after the batch under way; what is left stays.</param>
    /// <returns>What was done, also after it was cancelled.</returns>
    /// <exception cref="BrokerException">
    /// A message came from no queue and no target was given (<see cref="ErrorCode.InvalidArgument"/>), or what the target answered;
    /// what was not moved stays.
    /// </exception>
    public static ValueTask<RedriveProgress> RedriveAsync(this IBroker broker, string source, RedriveOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new RedriveOptions();
        options.Validate();
        return new Redrive(broker, source, options).RunAsync(cancellationToken);
    }
}
