namespace Actors.Cluster.Tests.Streams;

/// <summary>A grain that subscribes by its attribute.</summary>
public interface IAttributeGrain : IGrainWithStringKey;
