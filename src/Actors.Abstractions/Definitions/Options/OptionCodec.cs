namespace Actors;

/// <summary>How the values of one type are encoded, and said to people.</summary>
/// <typeparam name="TValue">The type.</typeparam>
internal sealed class OptionCodec<TValue>(OptionCodec<TValue>.Writing write, OptionCodec<TValue>.Reading read, Func<TValue, string> show)
{
    public delegate void Writing(OptionWriter writer, TValue value);

    public delegate TValue Reading(ref OptionReader reader);

    public Writing Write { get; } = write;

    public Reading Read { get; } = read;

    public Func<TValue, string> Show { get; } = show;
}
