using IncidentMonitor.Tests.Store.Search;
using NUnit.Framework;

namespace IncidentMonitor.Tests;

[SetUpFixture]
internal sealed class BeforeAllTests
{
    [OneTimeSetUp]
    public void TakeTheEngine() => SearchEngine.TakeFromEnvironment();
}
