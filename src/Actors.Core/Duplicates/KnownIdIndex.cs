using System.Numerics;

namespace Actors.Core.Duplicates;

/// <summary>Finds known ids by their hash: open addressing over numbers into the ring, 4 bytes a slot, at most three quarters full.</summary>
internal sealed class KnownIdIndex(KnownIdRing ring)
{
    private const int SmallestSize = 64;

    // The low bits of a number and one more, so that 0 stands for nothing. More than 2^31 ids are never known at a time.
    private uint[] _slots = new uint[SmallestSize];

    public int Count { get; private set; }

    public bool TryFind(UInt128 id, out long number)
    {
        for (var slot = Home(id); _slots[slot] != 0; slot = After(slot))
        {
            number = NumberAt(slot);
            if (ring[number].Id == id)
            {
                return true;
            }
        }

        number = -1;
        return false;
    }

    /// <summary>Enters an id that is not in the index.</summary>
    public void Add(long number)
    {
        if ((Count + 1) * 4L > _slots.Length * 3L)
        {
            Resize(_slots.Length * 2);
        }

        Put(number);
        Count++;
    }

    /// <summary>Lets an id that is in the index stand for a later message.</summary>
    public void Replace(UInt128 id, long number)
    {
        var slot = Home(id);
        while (ring[NumberAt(slot)].Id != id)
        {
            slot = After(slot);
        }

        _slots[slot] = Entry(number);
    }

    /// <summary>Forgets an id, if it still stands for this message.</summary>
    public void Remove(long number)
    {
        var slot = Home(ring[number].Id);
        while (_slots[slot] != 0 && NumberAt(slot) != number)
        {
            slot = After(slot);
        }

        if (_slots[slot] == 0)
        {
            return;
        }

        Close(slot);
        Count--;
        if (_slots.Length > SmallestSize && Count * 4L < _slots.Length)
        {
            Resize(_slots.Length / 2);
        }
    }

    // Those behind a gap that would not be found across it move into it, and leave another.
    private void Close(int gap)
    {
        for (var slot = After(gap); _slots[slot] != 0; slot = After(slot))
        {
            var home = Home(ring[NumberAt(slot)].Id);
            var reaches = gap <= slot ? home <= gap || home > slot : home <= gap && home > slot;
            if (reaches)
            {
                _slots[gap] = _slots[slot];
                gap = slot;
            }
        }

        _slots[gap] = 0;
    }

    private void Resize(int size)
    {
        var old = _slots;
        _slots = new uint[BitOperations.RoundUpToPowerOf2((uint)size)];
        foreach (var entry in old)
        {
            if (entry != 0)
            {
                Put(NumberOf(entry));
            }
        }
    }

    private void Put(long number)
    {
        var slot = Home(ring[number].Id);
        while (_slots[slot] != 0)
        {
            slot = After(slot);
        }

        _slots[slot] = Entry(number);
    }

    private int Home(UInt128 id) => (int)((uint)(ulong)id & (uint)(_slots.Length - 1));

    private int After(int slot) => (slot + 1) & (_slots.Length - 1);

    private static uint Entry(long number) => (uint)(number & int.MaxValue) + 1;

    private long NumberAt(int slot) => NumberOf(_slots[slot]);

    private long NumberOf(uint entry) => ring.First + (((entry - 1) - ring.First) & int.MaxValue);
}
