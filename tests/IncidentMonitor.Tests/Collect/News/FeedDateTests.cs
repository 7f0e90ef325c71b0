using System.Globalization;
using IncidentMonitor.Collect.News;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.News;

internal sealed class FeedDateTests
{
    [TestCase("Tue, 10 Jun 2003 04:00:00 GMT", "2003-06-10T04:00:00Z")]
    [TestCase("Mon, 10 Jun 2003 04:00:00 EST", "2003-06-10T09:00:00Z", Description = "wrong weekday")]
    [TestCase("10 Jun 2003 04:00 MSK", "2003-06-10T01:00:00Z")]
    [TestCase("Tue, 10 June 2003 04:00:00 +0300", "2003-06-10T01:00:00Z")]
    [TestCase("Tue, 10 Jun 03 4:00:00 GMT+3", "2003-06-10T01:00:00Z")]
    [TestCase("Sun Jan  4 16:29:06 PST 2004", "2004-01-05T00:29:06Z")]
    [TestCase("2003-06-10T04:00:00+03:00", "2003-06-10T01:00:00Z")]
    [TestCase("2003-06-10T04:00:00.123Z", "2003-06-10T04:00:00.123Z")]
    [TestCase("2003-06-10 04:00", "2003-06-10T04:00:00Z")]
    [TestCase("2003-06", "2003-06-01T00:00:00Z")]
    [TestCase("20030610", "2003-06-10T00:00:00Z")]
    [TestCase("20030610T040000Z", "2003-06-10T04:00:00Z")]
    [TestCase("2003-161", "2003-06-10T00:00:00Z")]
    [TestCase("2003-12-31T24:00:00Z", "2004-01-01T00:00:00Z")]
    [TestCase("10.06.2003", "2003-06-10T00:00:00Z")]
    [TestCase("10.06.2003 14:05", "2003-06-10T14:05:00Z")]
    [TestCase("10/06/2003 2:05 PM", "2003-06-10T14:05:00Z")]
    [TestCase("06/25/2003", "2003-06-25T00:00:00Z")]
    [TestCase("10 июня 2003, 14:05", "2003-06-10T14:05:00Z")]
    [TestCase("10 мая 2003 г. в 14:05 МСК", "2003-05-10T11:05:00Z")]
    [TestCase("Вт, 10 мар 2003 14:05:00 +0300", "2003-03-10T11:05:00Z")]
    [TestCase("June 10, 2003 2:05 pm", "2003-06-10T14:05:00Z")]
    public void DatesAsTheyAreWritten(string text, string expected) =>
        Assert.That(FeedDate.Parse(text), Is.EqualTo(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture)));

    [TestCase("")]
    [TestCase("вчера")]
    [TestCase("31.02.2003")]
    [TestCase("Tue, 45 Jun 2003")]
    [TestCase("2003-13-01")]
    [TestCase("0000-00-00")]
    [TestCase("99999999999999999999")]
    public void WhatIsNoDateIsNone(string text) => Assert.That(FeedDate.Parse(text), Is.Null);
}
