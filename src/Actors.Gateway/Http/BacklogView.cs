namespace Actors.Gateway.Http;

/// <summary>The backlog of a queue or subscription.</summary>
/// <param name="Backlog">Messages that wait or are being worked on.</param>
/// <param name="Consumers">Attached consumers.</param>
/// <param name="BacklogPerConsumer">Messages for each consumer; all of them when there is none.</param>
internal sealed record BacklogView(long Backlog, int Consumers, double BacklogPerConsumer);
