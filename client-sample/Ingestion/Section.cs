namespace Actors.Sample.Ingestion;

/// <summary>A part of a document under one heading.</summary>
/// <param name="Title">The heading; empty before the first.</param>
/// <param name="Paragraphs">The text, cut at blank lines.</param>
internal sealed record Section(string Title, IReadOnlyList<string> Paragraphs);
