namespace Actors;

/// <summary>A queue: messages in order, shared by competing consumers.</summary>
/// <param name="Name">Its name; see <see cref="EntityName"/>.</param>
public sealed record QueueDefinition(string Name) : ConsumptionPolicy
{
    /// <summary>Refuses a definition that is out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the property and its range.</exception>
    public void Validate()
    {
        EntityName.Validate(Name, "queue");
        ValidatePolicy($"queue '{Name}'", Name);
    }
}
