package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// How often the service looks whether a backup or a check is due, and how long
// a check of the whole database holds good.
const (
	upkeepEvery = 10 * time.Minute
	checkAfter  = 7 * 24 * time.Hour
)

// upkeep copies and checks the database when it is time.
func (s *service) upkeep(ctx context.Context) error {
	if err := s.backUp(ctx); err != nil {
		return err
	}
	checked, err := s.desk.house.CheckAfter(ctx, checkAfter)
	if err != nil {
		s.tell(ctx, "The database is not sound: "+err.Error())
		return err
	}
	if checked {
		s.log.Info("the whole database was checked and is sound")
	}
	return nil
}

// backupName is what copies are called, by their time.
const backupName = "waybill-20060102-150405.db"

// backUp makes a copy if the newest is too old, and drops the oldest.
func (s *service) backUp(ctx context.Context) error {
	c := s.desk.config.Backup
	if c.Folder == "" || s.desk.keeper != nil {
		return nil
	}
	if err := os.MkdirAll(c.Folder, 0o700); err != nil {
		return fmt.Errorf("make the folder for backups: %w", err)
	}
	copies, err := backups(c.Folder)
	if err != nil {
		return err
	}
	now := s.now().UTC()
	if n := len(copies); n > 0 {
		last, err := time.Parse(backupName, filepath.Base(copies[n-1]))
		if err == nil && now.Sub(last) < time.Duration(c.Every) {
			return nil
		}
	}
	name := filepath.Join(c.Folder, now.Format(backupName))
	if err := s.desk.house.Backup(ctx, name); err != nil {
		s.tell(ctx, "The database could not be backed up: "+err.Error())
		return err
	}
	s.log.Info("backed up", "file", name)
	copies = append(copies, name)
	for _, old := range copies[:max(len(copies)-c.Keep, 0)] {
		if err := os.Remove(old); err != nil {
			return fmt.Errorf("drop an old backup: %w", err)
		}
	}
	return nil
}

// backups are the copies in a folder, oldest first.
func backups(folder string) ([]string, error) {
	all, err := filepath.Glob(filepath.Join(folder, "waybill-*.db"))
	if err != nil {
		return nil, fmt.Errorf("read the folder for backups: %w", err)
	}
	all = slices.DeleteFunc(all, func(name string) bool {
		_, err := time.Parse(backupName, filepath.Base(name))
		return err != nil
	})
	slices.Sort(all)
	return all, nil
}
