namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>
/// What one operator keeps open for twelve hours: six numbers that must not grow, the urgent ones by name, the inflow. Below the fold the queues
/// in the order in which they hurt.
/// </summary>
internal static class ShiftDashboard
{
    public static Dashboard Create() => new(
        Signpost.ShiftId, "Смена", "Что требует рук сейчас: за сутки, обновляется каждые 30 секунд.", new TimeRange("now-24h"), TimeSpan.FromSeconds(30),
        [
            new Control("shift-control-severity", "severity", "Срочность"),
            new Control("shift-control-municipality", "place.municipality", "Территория"),
            new Control("shift-control-group", "group", "Категория"),
            new Control("shift-control-agency", "agency.name", "Исполнитель"),
        ],
        new Layout()
            .Row(4, (Signpost.On(Signpost.ShiftId), 48))
            .Row(5,
                (new NumberPanel("shift-critical", "Новые критические", Measure.Count("за сутки"), Colours.Critical) { Query = Conditions.NewCritical }, 8),
                (new NumberPanel("shift-near-due", "Срок в ближайшие 4 часа", Measure.Count("ждут ответа"), Colours.High) { Query = Conditions.NearDue, Time = TriageSearches.WhileTermsRun }, 8),
                (new NumberPanel("shift-overdue", "Просрочено", Measure.Count("без ответа"), Colours.Critical) { Query = Conditions.Overdue, Time = TriageSearches.WhileTermsRun }, 8),
                (new NumberPanel("shift-unassigned", "Без исполнителя", Measure.Count("отвечать некому"), Colours.High) { Query = Conditions.Unassigned, Time = TriageSearches.WhileTermsRun }, 8),
                (new NumberPanel("shift-for-human", "Проверить рубрику", Measure.Count("за сутки")) { Query = Conditions.ForHuman }, 8),
                (new NumberPanel("shift-all", "Всего инцидентов", Measure.Count("за сутки")), 8))
            .Row(12, (new RowsPanel("shift-urgent-rows", TriageSearches.Urgent), 48))
            .Row(10,
                (new BarPanel("shift-hours", "Поступление по часам", new Timeline("startedAt", "Час", 'h'), Conditions.BySeverity), 28),
                (new TablePanel("shift-waves", "Волны за сутки",
                    [new Terms("topic", "Тема", 10), new Terms("place.municipality", "Территория", 5)],
                    [Measure.Count("Инцидентов"), new Measure(MeasureKind.Earliest, "startedAt", "Первый"), new Measure(MeasureKind.Latest, "startedAt", "Последний")])
                    { Query = Conditions.InWave }, 20))
            .Row(12, (new RowsPanel("shift-near-due-rows", TriageSearches.NearDue), 48))
            .Row(12, (new RowsPanel("shift-unassigned-rows", TriageSearches.Unassigned), 48))
            .Row(12, (new RowsPanel("shift-overdue-rows", TriageSearches.Overdue), 48))
            .Row(12, (new RowsPanel("shift-for-human-rows", TriageSearches.ForHuman), 48))
            .Panels);
}
