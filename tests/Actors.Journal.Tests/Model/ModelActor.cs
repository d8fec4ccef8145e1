using System.Globalization;

namespace Actors.Journal.Tests;

/// <summary>The simplest thing that uses a journal as the broker does: keys are put and taken, everything else is replay.</summary>
internal sealed class ModelActor
{
    public SortedSet<long> Live { get; } = [];

    public long Next { get; set; }

    public int Puts { get; set; }

    public void Apply(RecordKind kind, long firstKey, int keyCount, string state)
    {
        if (kind == RecordKind.Snapshot)
        {
            string[] parts = state.Split(';');
            Next = long.Parse(parts[0], CultureInfo.InvariantCulture);
            Puts = int.Parse(parts[1], CultureInfo.InvariantCulture);
            Live.Clear();
            Live.UnionWith(parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(key => long.Parse(key, CultureInfo.InvariantCulture)));
        }
        else if (state == "put")
        {
            Puts++;
            Next = firstKey + keyCount;
            for (int i = 0; i < keyCount; i++)
            {
                Live.Add(firstKey + i);
            }
        }
        else
        {
            Live.Remove(long.Parse(state, CultureInfo.InvariantCulture));
        }
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Next};{Puts};{string.Join(',', Live)}");
}
