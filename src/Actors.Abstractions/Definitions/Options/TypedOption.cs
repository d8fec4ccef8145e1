using System.Collections;

namespace Actors;

/// <summary>An option whose type is known.</summary>
/// <typeparam name="TDefinition">Which definitions have it.</typeparam>
/// <typeparam name="TValue">The property's type.</typeparam>
internal sealed class TypedOption<TDefinition, TValue>(
    int tag, string name, OptionCodec<TValue> codec, TValue unset, Func<TDefinition, TValue> get, Func<TDefinition, TValue, TDefinition> set)
    : DefinitionOption(tag, name)
    where TDefinition : class
{
    public override bool TryWrite(object definition, OptionWriter value)
    {
        if (definition is not TDefinition defined || IsUnset(get(defined)))
        {
            return false;
        }

        codec.Write(value, get(defined));
        return true;
    }

    public override bool TryRead(ref object definition, ref OptionReader value)
    {
        if (definition is not TDefinition defined)
        {
            return false;
        }

        definition = set(defined, codec.Read(ref value));
        return true;
    }

    public override string Show(byte[]? value)
    {
        if (value is null)
        {
            return codec.Show(unset);
        }

        var reader = new OptionReader(value);
        return codec.Show(codec.Read(ref reader));
    }

    private bool IsUnset(TValue value) => EqualityComparer<TValue>.Default.Equals(value, unset) || value is ICollection { Count: 0 };
}
