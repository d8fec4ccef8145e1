using System.Runtime.InteropServices;

namespace Actors.Sample.Ingestion;

/// <summary>
/// Text as a vector by feature hashing: every word and every pair of neighbours adds or takes one at a place given by its
/// hash, and the vector is scaled to length one. Computed for real; it knows words and not their meaning, as a language
/// model would.
/// </summary>
internal readonly struct Embedding
{
    /// <summary>Numbers in a vector.</summary>
    public const int Dimensions = 512;

    private const int ShortestWord = 3;

    private static readonly HashSet<string> Common = new(
        "the and are was were for from with that this than then they their there its has have had not but can may will what when which who how does into only all any one each".Split(' '),
        StringComparer.Ordinal);

    private readonly float[] _vector;

    private Embedding(float[] vector) => _vector = vector;

    /// <summary>The vector as a message carries it.</summary>
    public ReadOnlyMemory<byte> Bytes => MemoryMarshal.AsBytes(_vector.AsSpan()).ToArray();

    /// <summary>Embeds a text.</summary>
    public static Embedding Of(string text)
    {
        var vector = new float[Dimensions];
        var before = "";
        foreach (var word in Words(text))
        {
            Add(vector, word);
            Add(vector, $"{before} {word}");
            before = word;
        }

        var length = MathF.Sqrt(Dot(vector, vector));
        for (var i = 0; i < Dimensions && length > 0; i++)
        {
            vector[i] /= length;
        }

        return new Embedding(vector);
    }

    /// <summary>Reads a vector from a message.</summary>
    public static Embedding Read(ReadOnlySpan<byte> bytes) => new(MemoryMarshal.Cast<byte, float>(bytes).ToArray());

    /// <summary>1 for the same words, 0 for nothing in common.</summary>
    public float SimilarityTo(Embedding other) => Dot(_vector, other._vector);

    private static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                continue;
            }

            var word = text[start..i].ToLowerInvariant();
            if (word.Length >= ShortestWord && !Common.Contains(word))
            {
                yield return word;
            }

            start = i + 1;
        }
    }

    private static void Add(float[] vector, string feature)
    {
        var hash = Hash(feature);
        vector[hash % Dimensions] += (hash & 0x8000_0000) == 0 ? 1 : -1;
    }

    // FNV-1a: the same on every machine, unlike string.GetHashCode.
    private static uint Hash(string feature)
    {
        var hash = 2166136261;
        foreach (var letter in feature)
        {
            hash = (hash ^ letter) * 16777619;
        }

        return hash;
    }

    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = 0f;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
