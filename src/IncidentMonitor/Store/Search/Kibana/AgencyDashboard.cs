namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>One office's work, after choosing it in the control; without a choice, all offices side by side.</summary>
internal static class AgencyDashboard
{
    public static Dashboard Create() => new(
        Signpost.AgencyId, "Ведомство", "Что ждёт ответа исполнителя и держит ли он сроки: за 30 дней, обновляется каждые 5 минут.", new TimeRange("now-30d"), TimeSpan.FromMinutes(5),
        [
            new Control("agency-control-agency", "agency.name", "Исполнитель"),
            new Control("agency-control-severity", "severity", "Срочность"),
            new Control("agency-control-municipality", "place.municipality", "Территория"),
            new Control("agency-control-topic", "topic", "Тема"),
        ],
        new Layout()
            .Row(4, (Signpost.On(Signpost.AgencyId), 48))
            .Row(5,
                (new NumberPanel("agency-waiting", "Ждут ответа", Measure.Count("всего")) { Query = Conditions.Unanswered, Time = TriageSearches.WhileTermsRun }, 12),
                (new NumberPanel("agency-near-due", "Срок в ближайшие 4 часа", Measure.Count("ждут ответа"), Colours.High) { Query = Conditions.NearDue, Time = TriageSearches.WhileTermsRun }, 12),
                (new NumberPanel("agency-overdue", "Просрочено", Measure.Count("без ответа"), Colours.Critical) { Query = Conditions.Overdue, Time = TriageSearches.WhileTermsRun }, 12),
                (new NumberPanel("agency-critical", "Новые критические", Measure.Count("за 30 дней"), Colours.Critical) { Query = Conditions.NewCritical }, 12))
            .Row(14, (new RowsPanel("agency-waiting-rows", TriageSearches.Waiting), 48))
            .Row(14,
                (new BarPanel("agency-terms", "Сроки ответа по исполнителям", new Terms("agency.name", "Исполнитель", 20), Conditions.ByTerm, BarStyle.LyingShare), 24),
                (new BarPanel("agency-load", "Нагрузка по срочности", new Terms("agency.name", "Исполнитель", 20), Conditions.BySeverity, BarStyle.Lying), 24))
            .Row(12,
                (new BarPanel("agency-days", "Поступление по дням", new Timeline("startedAt", "День", 'd'), Conditions.BySeverity), 24),
                (new TablePanel("agency-topics", "Темы", [new Terms("topic", "Тема", 20)],
                    [Measure.Count("Инцидентов"), new Measure(MeasureKind.Unique, "place.municipality", "Территорий"), new Measure(MeasureKind.Earliest, "deadline", "Самый ранний срок")]) { Query = Conditions.Unanswered }, 24))
            .Row(12, (new BarPanel("agency-municipalities", "Территории", new Terms("place.municipality", "Территория", 20), Conditions.BySeverity, BarStyle.Lying), 48))
            .Panels);
}
