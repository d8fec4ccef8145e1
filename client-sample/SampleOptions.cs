namespace Actors.Sample;

/// <summary>What the sample was told on the command line.</summary>
/// <param name="Broker">Where the broker is: <c>actors://host:port</c>.</param>
/// <param name="Documents">The folder whose files are ingested.</param>
/// <param name="Parsers">Workers that parse and chunk documents; one of them is killed.</param>
/// <param name="Embedders">Workers that embed chunks.</param>
/// <param name="Requests">Inference requests.</param>
/// <param name="Events">Events published to the topic.</param>
/// <param name="Subscribers">Clients that get every event.</param>
internal sealed record SampleOptions(string Broker, string Documents, int Parsers, int Embedders, int Requests, int Events, int Subscribers)
{
    /// <summary>How long a job may stand still before what is missing counts as lost.</summary>
    public TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);
}
