namespace Actors;

/// <summary>A pattern for a whole text: <c>%</c> stands for any characters, <c>_</c> for one, a backslash takes the meaning off what follows it.</summary>
internal sealed class LikePattern
{
    private const char Escape = '\\';

    private readonly record struct Part(char Character, bool IsOne, bool IsMany);

    private readonly Part[] _parts;

    private LikePattern(Part[] parts) => _parts = parts;

    /// <summary>Compiles a pattern; null if it ends in a lone backslash.</summary>
    public static LikePattern? Of(string pattern)
    {
        var parts = new List<Part>();
        for (var i = 0; i < pattern.Length; i++)
        {
            var character = pattern[i];
            if (character != Escape)
            {
                parts.Add(new Part(character, character == '_', character == '%'));
            }
            else if (++i < pattern.Length)
            {
                parts.Add(new Part(pattern[i], false, false));
            }
            else
            {
                return null;
            }
        }

        return new LikePattern([.. parts]);
    }

    /// <summary>Whether the whole text matches.</summary>
    public bool Matches(string text)
    {
        // Only the last '%' ever has to take one character more: an earlier one could win nothing by it.
        var (part, lastMany, resumeAt) = (0, -1, 0);
        for (var at = 0; at < text.Length;)
        {
            if (part < _parts.Length && _parts[part].IsMany)
            {
                lastMany = part++;
                resumeAt = at;
            }
            else if (part < _parts.Length && (_parts[part].IsOne || _parts[part].Character == text[at]))
            {
                part++;
                at++;
            }
            else if (lastMany >= 0)
            {
                part = lastMany + 1;
                at = ++resumeAt;
            }
            else
            {
                return false;
            }
        }

        while (part < _parts.Length && _parts[part].IsMany)
        {
            part++;
        }

        return part == _parts.Length;
    }
}
