namespace Actors;

/// <summary>One option of a definition: its tag, its name, and how it is encoded.</summary>
internal abstract class DefinitionOption(int tag, string name)
{
    /// <summary>Its number in encoded definitions; never changes its meaning.</summary>
    public int Tag { get; } = tag;

    /// <summary>The property's name.</summary>
    public string Name { get; } = name;

    /// <summary>Encodes the value that a definition has; false if that is the default, or no option of such a definition.</summary>
    public abstract bool TryWrite(object definition, OptionWriter value);

    /// <summary>Gives a copy of the definition with the encoded value; false if such a definition does not have the option.</summary>
    public abstract bool TryRead(ref object definition, ref OptionReader value);

    /// <summary>Says an encoded value to people; null stands for the default.</summary>
    public abstract string Show(byte[]? value);
}
