using Actors.Sample.Screens;

namespace Actors.Sample.Ingestion;

/// <summary>One parser dies in the middle of its first document: half of the chunks are out, nothing is acked, and its connection is cut without a goodbye.</summary>
/// <param name="victim">Which parser.</param>
/// <param name="screen">Where to tell of it.</param>
internal sealed class Accident(string victim, Screen screen)
{
    private volatile bool _armed;
    private string? _document;

    /// <summary>Who finished the document; null as long as nobody has.</summary>
    public string? FinishedBy { get; private set; }

    /// <summary>From now on it can happen: all parsers are there.</summary>
    public void Arm() => _armed = true;

    /// <summary>Whether this parser dies now.</summary>
    public bool Strikes(string parser, string? document)
    {
        if (!_armed || parser != victim || _document is not null)
        {
            return false;
        }

        _document = document;
        screen.Say($"{parser} was killed in the middle of {document}: its connection is cut, nothing was acked");
        return true;
    }

    /// <summary>A parser has acked a document.</summary>
    public void Finished(string parser, Delivery delivery)
    {
        if (delivery.Message.Id is { } id && id == _document)
        {
            FinishedBy = parser;
            screen.Say($"{parser} finished {id}, which came back as attempt {delivery.Attempt}");
        }
    }
}
