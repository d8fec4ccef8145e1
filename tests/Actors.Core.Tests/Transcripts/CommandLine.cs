using System.Globalization;
using Actors.Core.Offsets;

namespace Actors.Core.Tests.Transcripts;

/// <summary>One command of a transcript: a verb, plain words, and options written name=value.</summary>
internal sealed class CommandLine
{
    private readonly List<string> _words = [];
    private readonly Dictionary<string, string> _options = [];

    public CommandLine(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Verb = parts[0];
        foreach (var part in parts.Skip(1))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at < 0)
            {
                _words.Add(part);
            }
            else
            {
                _options.Add(part[..at], part[(at + 1)..]);
            }
        }
    }

    public string Verb { get; }

    public string Word(int index) => index < _words.Count ? _words[index] : throw new FormatException($"'{Verb}' needs {index + 1} words.");

    public int Number(int index) => int.Parse(Word(index), CultureInfo.InvariantCulture);

    public OffsetRun Run(int index)
    {
        var ends = Word(index).Split("..").Select(end => long.Parse(end, CultureInfo.InvariantCulture)).ToList();
        return OffsetRun.Between(ends[0], ends[^1] + 1);
    }

    public TimeSpan Time(int index) => ParseTime(Word(index));

    public bool Says(string word) => _words.Contains(word);

    public string Option(string name, string otherwise) => _options.GetValueOrDefault(name, otherwise);

    public int Option(string name, int otherwise) => _options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public TimeSpan? OptionTime(string name) => _options.TryGetValue(name, out var text) ? ParseTime(text) : null;

    private static TimeSpan ParseTime(string text) => text.EndsWith("ms", StringComparison.Ordinal)
        ? TimeSpan.FromMilliseconds(int.Parse(text[..^2], CultureInfo.InvariantCulture))
        : TimeSpan.FromSeconds(int.Parse(text.TrimEnd('s'), CultureInfo.InvariantCulture));
}
