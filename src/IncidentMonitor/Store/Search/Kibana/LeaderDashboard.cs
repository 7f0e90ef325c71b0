namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>The week at a glance, for who decides where hands and money go: what hurts, where, when, and whether answers come in time.</summary>
internal static class LeaderDashboard
{
    public static Dashboard Create() => new(
        Signpost.LeaderId, "Руководитель", "Картина недели: что болит, где, когда и держатся ли сроки. Обновляется каждые 15 минут.", new TimeRange("now-7d"), TimeSpan.FromMinutes(15),
        [
            new Control("leader-control-municipality", "place.municipality", "Территория"),
            new Control("leader-control-group", "group", "Категория"),
            new Control("leader-control-source", "firstSource", "Откуда"),
        ],
        new Layout()
            .Row(4, (Signpost.On(Signpost.LeaderId), 48))
            .Row(5,
                (new NumberPanel("leader-all", "Инцидентов", Measure.Count("за период")), 8),
                (new NumberPanel("leader-critical", "Критических", Measure.Count("за период"), Colours.Critical) { Query = "severity : critical" }, 8),
                (new NumberPanel("leader-waves", "Волн", new Measure(MeasureKind.Unique, "wave", "за период"), Colours.High) { Query = Conditions.InWave }, 8),
                (new NumberPanel("leader-overdue", "Просрочено", Measure.Count("без ответа"), Colours.Critical) { Query = Conditions.Overdue, Time = TriageSearches.WhileTermsRun }, 8),
                (new NumberPanel("leader-confidence", "Уверенность в теме", new Measure(MeasureKind.Median, "confidence", "медиана")), 8),
                (new NumberPanel("leader-nowhere", "Место не определено", Measure.Count("за период")) { Query = Conditions.WithoutPlace }, 8))
            .Row(18, (new HeatPanel("leader-heat", "Категории по территориям", new Terms("place.municipality", "Территория", 30), new Terms("group", "Категория", 30)), 48))
            .Row(12,
                (new BarPanel("leader-hours", "Поступление по часам и источникам", new Timeline("startedAt", "Час", 'h'), new Terms("firstSource", "Откуда", 5)), 32),
                (new BarPanel("leader-sources", "Откуда", new Terms("firstSource", "Откуда", 5), Conditions.BySeverity, BarStyle.Lying), 16))
            .Row(14,
                (new BarPanel("leader-terms", "Сроки ответа по исполнителям", new Terms("agency.name", "Исполнитель", 20), Conditions.ByTerm, BarStyle.LyingShare), 24),
                (new TablePanel("leader-topics", "Главные темы", [new Terms("topic", "Тема", 15)],
                    [Measure.Count("Инцидентов"), new Measure(MeasureKind.Unique, "place.municipality", "Территорий"), new Measure(MeasureKind.Average, "confidence", "Уверенность")]), 24))
            .Row(16,
                (new MapPanel("leader-map", "На карте", "place.point"), 28),
                (new HeatPanel("leader-week", "Когда пишут", new Terms("local.hour", "Час суток", 24, InOrder: true) { IsNumber = true }, new Terms("local.weekday", "День недели", 7, InOrder: true) { IsNumber = true }), 20))
            .Row(12,
                (new BarPanel("leader-certainty", "Уверенность в теме", Conditions.ByConfidence), 20),
                (new BarPanel("leader-certainty-groups", "Уверенность по категориям", new Terms("group", "Категория", 30), Conditions.ByConfidence, BarStyle.LyingShare), 28))
            .Panels);
}
