using Orleans.Streams;

namespace Actors.Cluster.Tests.Streams;

/// <summary>A grain that subscribes when it is told to, and resumes when it is activated for an event.</summary>
public interface IReaderGrain : IGrainWithGuidKey
{
    Task<StreamSubscriptionHandle<int>> SubscribeAsync(string space, string key);

    Task SubscribeInBatchesAsync(string space, string key);

    Task<int> CountAsync(string space, string key);

    Task ResumeAsync(StreamSubscriptionHandle<int> handle, StreamSequenceToken? token);

    Task UnsubscribeAsync(string space, string key);

    Task LeaveAsync();
}
