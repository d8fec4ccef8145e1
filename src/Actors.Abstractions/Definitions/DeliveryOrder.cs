namespace Actors;

/// <summary>Which of the ready messages is next; those with the same claim go in the order of publishing.</summary>
public enum DeliveryOrder : byte
{
    /// <summary>First in, first out.</summary>
    Fifo = 0,

    /// <summary>The highest <see cref="Message.Priority"/> first.</summary>
    Priority = 1,

    /// <summary>The earliest <see cref="Message.Deadline"/> first; those without one last.</summary>
    Deadline = 2,
}
