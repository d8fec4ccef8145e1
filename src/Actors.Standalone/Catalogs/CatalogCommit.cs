using Actors.Journal;

namespace Actors.Standalone.Catalogs;

/// <summary>Waits for a change of the catalog to become durable.</summary>
internal sealed class CatalogCommit : ICommit
{
    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Durable => _durable.Task;

    public void Committed() => _durable.TrySetResult();

    public void Failed(Exception error) =>
        _durable.TrySetException(new BrokerException(ErrorCode.OutcomeUnknown, $"The journal failed, so whether this was carried out is unknown: {error.Message}", error));
}
