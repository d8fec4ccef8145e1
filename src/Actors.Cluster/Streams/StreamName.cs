using System.Globalization;
using System.Text;

namespace Actors.Cluster.Streams;

/// <summary>A stream's name, which is that of its topic: <c>provider.namespace.key</c>, with what names may not hold as <c>%</c> and two digits.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Stream">The stream's identity within the provider.</param>
internal readonly record struct StreamName(string Provider, StreamId Stream)
{
    private const char Dot = '.';
    private const char Mark = '%';

    /// <summary>The topic.</summary>
    public string Topic => $"{Escape(Provider, dots: true)}{Dot}{Escape(Stream.GetNamespace() ?? "", dots: true)}{Dot}{Escape(Stream.GetKeyAsString())}";

    /// <summary>Finds out which stream a topic is.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>: it is none.</exception>
    public static StreamName Parse(string topic)
    {
        var first = topic.IndexOf(Dot);
        var second = first < 0 ? -1 : topic.IndexOf(Dot, first + 1);
        if (second < 0)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"'{topic}' is not the topic of a stream; those are called provider.namespace.key.");
        }

        var space = topic[(first + 1)..second];
        return new StreamName(Unescape(topic[..first]), StreamId.Create(space.Length == 0 ? null : Unescape(space), Unescape(topic[(second + 1)..])));
    }

    /// <summary>Replaces what a name may not hold.</summary>
    public static string Escape(string text, bool dots = false)
    {
        if (!text.Any(letter => IsForbidden(letter, dots)))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var letter in text)
        {
            _ = IsForbidden(letter, dots)
                ? escaped.Append(Mark).Append(((int)letter).ToString("X2", CultureInfo.InvariantCulture))
                : escaped.Append(letter);
        }

        return escaped.ToString();
    }

    /// <summary>The reverse of <see cref="Escape"/>.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains(Mark))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == Mark && at + 2 < text.Length && byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
            {
                plain.Append((char)code);
                at += 2;
            }
            else
            {
                plain.Append(text[at]);
            }
        }

        return plain.ToString();
    }

    // All of these are below U+0080, so two digits are enough.
    private static bool IsForbidden(char letter, bool dots) =>
        letter <= ' ' || letter is EntityName.Separator or Mark or '\u007F' || (dots && letter == Dot);
}
