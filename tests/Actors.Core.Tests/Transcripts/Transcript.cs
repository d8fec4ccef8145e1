namespace Actors.Core.Tests.Transcripts;

/// <summary>
/// A story in text: lines that begin with '&gt;' are commands, indented lines below a command are what came of it, everything
/// else is for the reader.
/// </summary>
internal static class Transcript
{
    /// <summary>Carries the commands out on a new machine.</summary>
    /// <param name="text">The transcript.</param>
    /// <returns>The transcript with what really came of each command.</returns>
    public static string Replay(string text)
    {
        var script = new LogScript();
        var lines = new List<string>();
        foreach (var line in text.TrimEnd('\n').Split('\n').Where(line => !line.StartsWith("  ", StringComparison.Ordinal)))
        {
            lines.Add(line);
            if (line.StartsWith("> ", StringComparison.Ordinal))
            {
                lines.AddRange(script.Run(new CommandLine(line[2..])).Select(result => $"  {result}"));
            }
        }

        return string.Join('\n', lines) + "\n";
    }
}
