using Actors.Contract.Suites;
using Actors.Contract.Tests.Fixtures;

namespace Actors.Contract.Tests;

/// <summary>The contract holds while the journal reuses its segments and moves what is left in them. One line for each suite.</summary>
public static class SmallSegmentsTests
{
    public sealed class CancellationTests : CancellationSuite<SmallSegmentsFixture>;

    public sealed class DeadLetteringTests : DeadLetteringSuite<SmallSegmentsFixture>;

    public sealed class RedeliveryTests : RedeliverySuite<SmallSegmentsFixture>;

    public sealed class StressTests : StressSuite<SmallSegmentsFixture>;

    public sealed class TopicsTests : TopicsSuite<SmallSegmentsFixture>;
}
