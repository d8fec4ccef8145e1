namespace Actors.Core.Tests.Filters;

public class MessageFilterTests
{
    private static readonly Message Order = new("body")
    {
        Id = "m-1",
        Key = "customer-7",
        Subject = "orders.eu.created",
        Priority = 5,
        Cost = 12,
        ContentType = "application/json",
        Deadline = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero),
        Headers = new()
        {
            { "region", "eu" }, { "amount", 250 }, { "rate", 2.5 }, { "test", false }, { "urgent", true }, { "note", "50% off_now" },
            { "at", new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero) }, { "empty", default }, { "odd name", "x" }, { "big", long.MaxValue },
            { "bytes", new byte[] { 1 } }, { "in", "word" }, { "time", 3 },
        },
    };

    [Theory]
    [InlineData("region = 'eu'", true)]
    [InlineData("region = 'us'", false)]
    [InlineData("region <> 'us'", true)]
    [InlineData("region != 'eu'", false)]
    [InlineData("missing = 'x'", false)]
    [InlineData("missing <> 'x'", false)]
    [InlineData("not missing = 'x'", true)]
    [InlineData("amount > 100 and amount <= 250", true)]
    [InlineData("amount >= 251 or rate < 2.6", true)]
    [InlineData("amount = 250.0", true)]
    [InlineData("250 = amount", true)]
    [InlineData("rate = 2.5", true)]
    [InlineData("rate > 2", true)]
    [InlineData("amount = '250'", false)]
    [InlineData("amount < '300'", false)]
    [InlineData("big = 9223372036854775807", true)]
    [InlineData("big < 9223372036854775808.0", true)]
    [InlineData("big = 9223372036854775808.0", false)]
    [InlineData("region in ('us', 'eu')", true)]
    [InlineData("region not in ('us', 'asia')", true)]
    [InlineData("missing in ('us')", false)]
    [InlineData("missing not in ('us')", true)]
    [InlineData("amount in (1, 250.0)", true)]
    [InlineData("region like 'e%'", true)]
    [InlineData("region like 'E%'", false)]
    [InlineData("region like '_u'", true)]
    [InlineData("region like '_'", false)]
    [InlineData("region not like '%x%'", true)]
    [InlineData("note like '50\\% off\\__o_'", true)]
    [InlineData("note like '%\\%%'", true)]
    [InlineData("note like '%%off%w'", true)]
    [InlineData("amount like '%'", false)]
    [InlineData("missing like '%'", false)]
    [InlineData("exists(region) and not exists(missing)", true)]
    [InlineData("exists(empty)", true)]
    [InlineData("empty = 'x'", false)]
    [InlineData("exists(message.reply-to)", false)]
    [InlineData("exists(\"odd name\")", true)]
    [InlineData("\"odd name\" = 'x'", true)]
    [InlineData("\"in\" = 'word'", true)]
    [InlineData("urgent", true)]
    [InlineData("test", false)]
    [InlineData("not test", true)]
    [InlineData("urgent = true and test = false", true)]
    [InlineData("region", false)]
    [InlineData("true", true)]
    [InlineData("at < time '2026-02-01'", true)]
    [InlineData("at = time '2026-01-31T13:00:00+01:00'", true)]
    [InlineData("time = 3", true)]
    [InlineData("bytes = 1", false)]
    [InlineData("exists(bytes)", true)]
    [InlineData("message.subject like 'orders.%.created'", true)]
    [InlineData("message.id = 'm-1' and message.key = 'customer-7'", true)]
    [InlineData("message.priority >= 5 and message.cost < 13 and message.size = 4", true)]
    [InlineData("MESSAGE.CONTENT-TYPE = 'application/json'", true)]
    [InlineData("message.deadline > time '2026-05-31'", true)]
    [InlineData("message.correlation-id = 'x'", false)]
    [InlineData("region = 'us' or region = 'eu' and amount = 250", true)]
    [InlineData("(region = 'us' or region = 'eu') and amount = 1", false)]
    [InlineData("NOT (region = 'us') AND amount > -1", true)]
    [InlineData("region = 'it''s'", false)]
    public void A_filter_is_true_for_a_message_or_not(string filter, bool matches)
    {
        Assert.Equal(matches, MessageFilter.Parse(filter).Matches(Order));
    }

    [Theory]
    [InlineData("", 1, "the end")]
    [InlineData("region =", 9, "the end")]
    [InlineData("region = 'eu", 10, "not closed")]
    [InlineData("region == 'eu'", 9, "'='")]
    [InlineData("region = 'eu' amount", 15, "'amount'")]
    [InlineData("(region = 'eu'", 15, "')'")]
    [InlineData("region in 'eu'", 11, "'('")]
    [InlineData("region in ()", 12, "a text")]
    [InlineData("region in ('a' 'b')", 16, "')'")]
    [InlineData("region like 5", 13, "pattern")]
    [InlineData("region like 'a\\'", 13, "backslash")]
    [InlineData("region not = 'x'", 12, "'in' or 'like'")]
    [InlineData("exists region", 8, "'('")]
    [InlineData("exists('x')", 8, "name")]
    [InlineData("message.color = 'x'", 1, "message.subject")]
    [InlineData("a = 99999999999999999999", 5, "64 bits")]
    [InlineData("a = 1e999", 5, "no number")]
    [InlineData("a = 12ab", 5, "64 bits")]
    [InlineData("a = time 'never'", 10, "no time")]
    [InlineData("a & b", 3, "'&'")]
    [InlineData("a and", 6, "the end")]
    [InlineData("and a", 1, "'and'")]
    public void A_bad_filter_is_refused_with_the_position(string filter, int position, string says)
    {
        var error = Assert.Throws<BrokerException>(() => MessageFilter.Parse(filter));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.Contains($"position {position}:", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_nested_too_deep_or_too_long_is_refused()
    {
        var deep = new string('(', 65) + "a" + new string(')', 65);
        Assert.Contains("64 levels", Assert.Throws<BrokerException>(() => MessageFilter.Parse(deep)).Message, StringComparison.Ordinal);
        Assert.Contains("4096", Assert.Throws<BrokerException>(() => MessageFilter.Parse(new string(' ', 4097))).Message, StringComparison.Ordinal);
    }
}
